"""The fields a customer's list can hold, and the words people write above them."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Field(StrEnum):
    """What a column means to us. `IGNORED` is a column we know and do not want."""

    SERIAL = "serial"
    MAC = "mac"
    MODEL = "model"
    ASSET_TAG = "asset_tag"
    CONTAINER = "container"
    NOMINAL_THS = "nominal_ths"
    REPORTED_ISSUE = "reported_issue"
    REMARK = "remark"
    ERROR_CODES = "error_codes"
    IP = "ip"
    LOCATION = "location"
    IGNORED = "ignored"


LABELS = {
    Field.SERIAL: "Serial number",
    Field.MAC: "MAC address",
    Field.MODEL: "Model",
    Field.ASSET_TAG: "Asset tag",
    Field.CONTAINER: "Container",
    Field.NOMINAL_THS: "Nominal TH/s",
    Field.REPORTED_ISSUE: "Reported issue",
    Field.REMARK: "Remark",
    Field.ERROR_CODES: "Error codes",
    Field.IP: "IP address",
    Field.LOCATION: "Location",
}

# English, German, Spanish, Portuguese, French, Russian, Chinese; "field*strength" weighs a word that can mean more.
_WORDS: dict[Field, str] = {
    Field.SERIAL: """serial number|serial no|serial num|serial nr|serial|serials|sn|s n|sno|ser no|
        miner sn|miner serial|
        machine sn|machine serial number|unit sn|unit serial|device sn|device serial number|hw serial|hardware serial|
        product sn|sn code|barcode*.7|bar code*.7|seriennummer|serien nr|seriennr|serienummer|geratenummer*.7|
        numero de serie|num serie|n serie|no serie|nro serie|num de serie|n de serie|no de serie|
        serie*.9|numero serie|
        numero di serie|matricola|серийный номер|серийныи номер|серийник|сер номер|зав номер|заводской номер|с н|
        номер серии|序列号|序列號|机器序列号|机器编号|sn码|sn号|机身号|id*.3|equipment id*.4""",
    Field.MAC: """mac|mac address|mac addr|mac id|mac no|mac adr|macaddr|macaddress|ethernet address|physical address|
        hardware address|hw address|hwaddr|ethernet mac|lan mac|mac adresse|physische adresse|physikalische adresse|
        direccion mac|direccion fisica|adresse mac|adresse physique|endereco mac|endereco fisico|
        mac адрес|мак|мак адрес|
        mac地址|物理地址|网卡地址|mac码""",
    Field.MODEL: """model|miner model|model name|model no|machine model|device model|miner type|machine type|type*.9|
        device type|product*.8|product name*.9|product model|description*.8|item description*.8|miner*.7|machine*.7|
        device*.7|equipment*.7|hardware*.7|hardware type|asic|asic model|asic type|unit type|modell|typ*.9|geratetyp|
        gerat*.7|bezeichnung*.8|artikel*.7|produkt*.8|modelo|tipo*.9|equipo*.7|descripcion*.7|producto*.8|maquina*.7|
        modele|type de machine|machine asic|designation*.8|appareil*.7|equipement*.7|produit*.8|equipamento*.7|
        descricao*.7|produto*.8|модель|модель асика|тип*.9|наименование*.8|оборудование*.7|устройство*.7|описание*.6|
        майнер*.7|型号|型號|机型|機型|矿机型号|矿机*.8|产品*.8|产品型号|名称*.7|设备*.7|设备型号|sku*.5""",
    Field.ASSET_TAG: """asset tag|asset|asset no|asset id|asset number|asset label|tag*.8|tag no|inventory no|
        inventory number|inventory id|inv no|our ref*.6|label*.5|id*.4|internal id*.7|
        inventarnummer|inventar nr|inv nr|
        anlagennummer|inventar*.8|numero de inventario|activo fijo|activo*.8|etiqueta*.8|codigo interno*.7|
        numero d inventaire|no inventaire|etiquette*.8|immobilisation*.7|patrimonio|numero do ativo|ativo*.7|
        инвентарный номер|инвентарныи номер|инв номер|инв|资产编号|资产号|资产标签|资产*.8|编号*.5""",
    Field.CONTAINER: """pallet|pallet no|pallet id|pallet number|pallet nr|pallets*.8|plt|plt no|
        skid|skid no|container|
        container no|crate*.9|crate no*.9|box*.7|box no*.7|box number*.7|carton*.5|carton no*.5|package*.5|palette|
        palettennummer|palette nr|paletten nr|kiste*.8|karton*.5|pale|palet|tarima|paleta|caja*.7|no palette|
        numero de palette|caisse*.7|pallete|palete|caixa*.7|паллета|паллет|палета|поддон|ящик*.8|коробка*.7|место*.4|
        托盘|托盘号|栈板|栈板号|箱号*.8|箱*.6""",
    Field.NOMINAL_THS: """hashrate*.9|hash rate*.9|hashrate th|hashrate ths|hashrate th s|
        hash rate th|th|ths|th s|t*.6|
        nominal hashrate|nominal ths|nominal th s|rated hashrate|rated th|theoretical hashrate|expected hashrate|
        power th|terahash|thash|nennhashrate|hashleistung|nennleistung th|tasa de hash|potencia de hash|
        taux de hachage|puissance de hachage|taxa de hash|хешрейт|хэшрейт|номинальный хешрейт|算力|额定算力|标称算力|
        capacity*.5|speed*.5""",
    Field.REPORTED_ISSUE: """reported issue|issue|issues|problem|problems|fault|faults|
        fault description|symptom|symptoms|
        defect|defects|failure|failure description|complaint|error description|what is wrong|reason for return|
        issue description|comment*.9|comments*.9|diagnosis*.8|condition*.7|status*.6|error*.7|
        errors*.6|state*.5|fehler|
        fehlerbeschreibung|problembeschreibung|mangel|defekt|storung|symptome|kommentar*.9|zustand*.7|falla|fallo|
        averia|problema|defecto|sintoma|comentario*.9|comentarios*.9|estado*.6|panne|defaut|probleme|symptome|
        commentaire*.9|etat*.6|defeito|falha|avaria|неисправность|неисправност|поломк|проблема|дефект|поломка|комментарий*.9|состояние*.7|
        ошибка*.6|故障|故障描述|问题|问题描述|故障现象|现象|不良现象|状态*.6""",
    Field.REMARK: """remark|remarks|note|notes|additional notes|comment*.7|comments*.7|memo|bemerkung|bemerkungen|
        anmerkung|anmerkungen|notiz|notizen|kommentar*.7|observaciones|observacion|nota|notas|comentario*.7|
        comentarios*.7|remarque|remarques|commentaire*.7|observacoes|observacao|obs|примечание|примечания|заметки|
        комментарий*.7|备注|備註|说明*.8|备考""",
    Field.ERROR_CODES: """error code|error codes|errorcode|errorcodes|err code|errcode|err codes|error*.6|errors*.7|
        fault code|fault codes|alarm code|alarms*.6|fehlercode|fehlercodes|codigo de error|codigos de error|
        code erreur|codes erreur|code d erreur|codigo de erro|код ошибки|коды ошибок|错误代码|故障代码|错误码|
        故障码""",
    Field.IP: """ip|ip address|ip addr|ip adresse|ipv4|host ip|direccion ip|adresse ip|endereco ip|
        ip адрес|айпи|ip地址""",
    Field.LOCATION: """site|location|rack|rack shelf|shelf|position|slot|row|aisle|farm|building|container location|
        rack position|standort|lagerort|regal|lagerplatz|platz|ubicacion|posicion|sitio|estante|
        emplacement|baie|etagere|
        localizacao|posicao|prateleira|место|местоположение|стеллаж|полка|площадка|стойка|位置|机架|货架|场地|机位""",
    Field.IGNORED: """qty|quantity|count|pcs|pieces|menge|anzahl|stuck|cantidad|quantite|quantidade|
        количество|кол во|数量|
        item|item no|no|nr|num|line|row no|position no|lfd nr|pos|nro|numero|n|#|№|п п|номер|序号|行号|firmware|fw|
        fw version|firmware version|прошивка|固件|date|datum|fecha|data|дата|日期|ship date|
        purchase date|date of purchase|
        kaufdatum|warranty|garantie|garantia|гарантия|保修|timestamp|time|zeit|hora|heure|время|时间|
        boards|board count|
        hashboards|fans|fan|power|watt|watts|consumption|leistung|мощность|功耗|voltage|temp|temperature|uptime|pool|
        worker|worker name|hostname|user|price|unit price|total price|amount|preis|precio|prix|preco|цена|价格|weight|
        net weight|gross weight|gewicht|peso|poids|вес|重量|hs code|country|origin|customer|client|
        kunde|cliente|клиент|
        客户|owner|invoice|order|po|reason|why|why not imported|verdict|hashrate ghs|current hashrate|real hashrate|
        average hashrate|avg hashrate|efficiency|j th|chip temp|algorithm|algo|coin|make|brand|
        manufacturer|hersteller|
        marca|fabricant|marque|производитель|бренд|品牌|厂家""",
}
# A number, address or name of a part is not the machine's own.
_PART_WORDS = re.compile(
    r"\b(psu|power supply|netzteil|board|hashboard|hash board|hb|cb|control board|ctrl board|chip|fan|fuente|placa|"
    r"alimentation|carte|блок питания|бп|плата|old|former|firmware)\d*\b|电源|算力板|控制板"
)
_MAC_WORD = re.compile(r"\bmac\b|\bмак\b")
_UNITS = re.compile(r"[^0-9a-zа-яё一-鿿]+")
_SN = re.compile(r"\bs n\b")
_STRENGTH = re.compile(r"^(.*?)(?:\*(\.\d+))?$")


@lru_cache(maxsize=8192)
def normal_header(text: str) -> str:
    """Return a header as compared: camel case split, lower case, without accents and punctuation."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", split)).casefold()
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SN.sub("sn", _UNITS.sub(" ", bare).strip())


def _dictionary() -> dict[str, dict[Field, float]]:
    words: dict[str, dict[Field, float]] = {}
    for field, text in _WORDS.items():
        for entry in text.split("|"):
            found = _STRENGTH.match(entry.strip())
            if found is None:
                continue
            phrase = normal_header(found[1]) or found[1]
            words.setdefault(phrase, {})[field] = float(found[2] or 1)
    return words


_PHRASES = _dictionary()
_LONG_PHRASES = sorted((p for p in _PHRASES if len(p) >= 4 or not p.isascii()), key=len, reverse=True)


@lru_cache(maxsize=8192)
def header_fields(text: str) -> dict[Field, float]:
    """Return which fields a header may name, each with a strength from 0 to 1; empty when it says nothing."""
    if not text or len(text) > 60 or sum(c.isdigit() for c in text) > 3:
        return {}
    header = normal_header(text)
    if _PART_WORDS.search(header) and not _MAC_WORD.search(header):
        return {Field.IGNORED: 1.0}
    if header in _PHRASES:
        return dict(_PHRASES[header])
    if not header:
        return {Field.IGNORED: 0.8} if text.strip() in {"#", "№"} else {}
    for phrase in _LONG_PHRASES:
        if _contains(header, phrase):
            return {field: strength * 0.7 for field, strength in _PHRASES[phrase].items()}
    for short, field in (("sn", Field.SERIAL), ("mac", Field.MAC), ("ip", Field.IP)):
        if short in header.split():
            return {field: 0.7}
    return {}


def _contains(header: str, phrase: str) -> bool:
    if not phrase.isascii() and re.search(r"[一-鿿]", phrase):
        return phrase in header
    if len(phrase) >= 7 and phrase in header:
        return True
    return f" {phrase} " in f" {header} "
