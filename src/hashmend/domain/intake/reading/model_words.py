"""The words around a model's name: makers, families, noise, and one spelling for what is written in many ways."""

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache

# A word that names a maker or a maker's family -> what the maker or model name then holds.
MAKERS = {
    "ANTMINER": "ANTMINER", "BITMAIN": "BITMAIN", "蚂蚁": "ANTMINER", "АНТМАЙНЕР": "ANTMINER", "АНТ": "ANTMINER",
    "ANT": "ANTMINER", "WHATSMINER": "WHATSMINER", "MICROBT": "MICROBT", "WM": "WHATSMINER", "神马": "WHATSMINER",
    "ВАТСМАЙНЕР": "WHATSMINER", "AVALON": "AVALON", "AVALONMINER": "AVALON", "CANAAN": "CANAAN", "阿瓦隆": "AVALON",
    "АВАЛОН": "AVALON", "ICERIVER": "ICERIVER", "GOLDSHELL": "GOLDSHELL", "INNOSILICON": "INNOSILICON",
    "SEALMINER": "SEALMINER", "BITDEER": "BITDEER", "AURADINE": "AURADINE", "TERAFLUX": "TERAFLUX",
    "STRONGU": "STRONGU", "EBANG": "EBANG", "EBIT": "EBANG", "ELPHAPEX": "ELPHAPEX", "BITAXE": "BITAXE",
    "VOLCMINER": "VOLCMINER", "FLUMINER": "FLUMINER", "LUCKYMINER": "LUCKYMINER", "HALONG": "HALONG",
    "DRAGONMINT": "DRAGONMINT", "BITFURY": "BITFURY", "BRAIINS": "BRAIINS", "EPIC": "EPIC", "HAMMER": "HAMMER",
}  # fmt: skip
# Words of a catalogue name that people leave out.
FAMILIES = frozenset(MAKERS)
_NOISE = """
    MINER MINERS ASIC BTC BITCOIN SHA256 SHA-256 LTC DOGE SCRYPT USED NEW OLD SECONDHAND REFURBISHED GEBRAUCHT NEU
    USADO USADOS NUEVO NOVO OCCASION NEUF UNIT UNITS UNIDADES PCS PC WITH W/ WITHOUT W/O PSU PWS AIRCOOLED COOLED
    MODEL TYPE THE AND OF INCL EX DEFECT DEFECTIVE DEFEKT BROKEN FAULTY SCRAP SERIES SERIE HASHRATE MACHINE SERVER
    APPROX CA STOCK FW FIRMWARE VNISH BRAIINSOS BOS FOR REPAIR 2ND HAND FACTORY AIR OPEN SOURCE
    МАЙНЕР АСИК БУ Б/У НОВЫЙ 矿机
    二手 全新"""
NOISE = frozenset(_NOISE.split())
_SPELLINGS = (
    (re.compile(r"\b(?:NO|W/O|WITHOUT|OHNE|SIN|SANS|БЕЗ)\s+(?!PIC\b)\w+|\bБ/У\b"), " "),
    (re.compile(r"\bHYDRO(?:GEN|COOLED)?\b|\bHYDR\b|\bHYD\.?(?=\s|$)|\bWATER\s*COOL(?:ED|ING)?\b|水冷"), " HYD "),
    (re.compile(r"\bIMMERSION\b|\bIMMER\b|\bIMM\.?(?=\s|$)|浸没"), " IMM "),
    (re.compile(r"\bPLUS\s*PLUS\b"), "++"),
    (re.compile(r"\s*\bPLUS\b"), "+"),
    (re.compile(r"(?<=[0-9A-Z])\s+(?=\+)"), ""),
    (re.compile(r"(?<![A-Z])(?:TH\s*/\s*S(?:EC)?|T\s*/\s*S|THS|TERA(?:HASH)?|THASH)\b"), "TH"),
    (re.compile(r"(?<=\d)\s+(?=(?:TH|T|W|KW|MH|GH)\b|J/T)"), ""),
    (re.compile(r"(?<=\d)\s*(?:MH|GH)\s*/\s*S\b"), lambda found: found[0].replace(" ", "").replace("/S", "")),
)
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХУ", "ABEKMHOPCTXY")
_SPLIT = re.compile(r"[\s_,;()\[\]{}<>\"'“”|:*=~•·、（）]+")
_LONG_MAKERS = [word for word in MAKERS if len(word) >= 6]


@lru_cache(maxsize=4096)
def _normal_words(text: str) -> tuple[str, ...]:
    upper = unicodedata.normalize("NFKC", text[:200]).upper()
    upper = " ".join(w.translate(_LOOKALIKES) if _is_lookalike(w) else w for w in upper.split())
    upper = re.sub(r"(蚂蚁|神马|阿瓦隆|矿机|二手|全新)", r" \1 ", upper)
    upper = re.sub(r"(ANTMINER|WHATSMINER|AVALONMINER)(?=[A-Z0-9])", r"\1 ", upper)
    for pattern, spelling in _SPELLINGS:
        upper = pattern.sub(spelling, upper)
    words = []
    for chunk in _SPLIT.split(upper):
        for word in [chunk] if re.fullmatch(r"SHA-256|[\d.]+J/TH?|[\d.]+", chunk) else re.split(r"-|/(?!T)", chunk):
            bare = word.strip(".,!?#&")
            if bare and not (bare in MAKERS and bare in words):
                words.append(_corrected(bare))
    return tuple(words)


def normal_words(text: str) -> list[str]:
    """Return the words of a model text: upper case, one spelling for variants, makers' names without typing errors."""
    return list(_normal_words(text))


def _is_lookalike(word: str) -> bool:
    """Cyrillic letters that look Latin, in a word with digits ("М50", "Т21"), were meant as Latin."""
    return any(c.isdigit() for c in word) or (not word.isascii() and any("A" <= c <= "Z" for c in word))


def _corrected(word: str) -> str:
    if word == "AVALONMINER":
        return "AVALON"
    if word in MAKERS or len(word) < 6 or not word.isalpha():
        return word
    near = get_close_matches(word, _LONG_MAKERS, n=1, cutoff=0.82)
    return near[0] if near else word
