"""The same thirty machines, written down the ways customers write them."""

import csv
import datetime
import io
from collections.abc import Callable

import openpyxl

from tests.lists import Machine

HEADER = ["Serial Number", "MAC Address", "Model", "Reported issue"]


def colons(mac: str, by: str = ":") -> str:
    """Return a MAC in pairs."""
    return by.join(mac[i : i + 2] for i in range(0, 12, 2))


def rows(machines: list[Machine]) -> list[list[str]]:
    """Return plain rows: serial, MAC, model, issue."""
    return [[m.serial, colons(m.mac), m.written, m.issue] for m in machines]


def delimited(table: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Return a table as delimited text."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(table)
    return stream.getvalue()


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    """Return the bytes of a workbook."""
    book = openpyxl.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def plain_csv(machines: list[Machine]) -> bytes:
    """Comma, header, UTF-8."""
    return delimited([HEADER, *rows(machines)]).encode()


def bom_crlf(machines: list[Machine]) -> bytes:
    """Excel's "CSV UTF-8": byte order mark and CRLF."""
    return delimited([HEADER, *rows(machines)], end="\r\n").encode("utf-8-sig")


def german_semicolons_cp1252(machines: list[Machine]) -> bytes:
    """German Excel: semicolons, code page 1252, German words."""
    header = ["Lfd. Nr.", "Gerätetyp", "Seriennummer", "MAC-Adresse", "Fehlerbeschreibung", "Bemerkung"]
    table = [[str(n), m.written, m.serial, colons(m.mac, "-"), m.issue, "ä"] for n, m in enumerate(machines, 1)]
    return delimited([header, *table], ";", "\r\n").encode("cp1252")


def spanish_titles(machines: list[Machine]) -> bytes:
    """Titles above the header, Spanish words."""
    table = [["Lista de equipos"], ["Fecha", "2024-08-15"], [], ["Modelo", "N.º de serie", "Dirección MAC", "Avería"]]
    return delimited(table + [[m.written, m.serial, m.mac.lower(), m.issue] for m in machines]).encode()


def french_tabs_utf16(machines: list[Machine]) -> bytes:
    """Excel's "Unicode text": UTF-16 with tabs, French words."""
    table = [["Numéro de série", "Adresse MAC", "Modèle", "Problème"], *rows(machines)]
    return delimited(table, "\t", "\r\n").encode("utf-16")


def russian_cp1251(machines: list[Machine]) -> bytes:
    """Code page 1251, semicolons, Russian words."""
    table = [["№", "Модель", "Серийный номер", "MAC-адрес", "Неисправность"]]
    table += [[str(n), m.written, m.serial, m.mac, "не включается"] for n, m in enumerate(machines, 1)]
    return delimited(table, ";").encode("cp1251")


def chinese_gb18030(machines: list[Machine]) -> bytes:
    """GB 18030, Chinese words."""
    table = [["序号", "矿机型号", "序列号", "MAC地址", "故障描述"]]
    table += [[str(n), m.written, m.serial, colons(m.mac), "算力低"] for n, m in enumerate(machines, 1)]
    return delimited(table).encode("gb18030")


def portuguese_pipes(machines: list[Machine]) -> bytes:
    """Pipes, Portuguese words."""
    table = [["Número de série", "Endereço MAC", "Modelo", "Defeito"], *rows(machines)]
    return delimited(table, "|").encode()


def no_header(machines: list[Machine]) -> bytes:
    """No header at all, model first."""
    return delimited([[m.written, m.serial, colons(m.mac)] for m in machines]).encode()


def odd_names(machines: list[Machine]) -> bytes:
    """A header that says nothing."""
    return delimited([["Foo", "Bar", "Baz"], *([m.mac, m.written, m.serial] for m in machines)]).encode()


def swapped_headers(machines: list[Machine]) -> bytes:
    """The words above serial and MAC are swapped."""
    return delimited([["MAC", "SN", "Type"], *([m.serial, colons(m.mac), m.written] for m in machines)]).encode()


def fixed_width(machines: list[Machine]) -> bytes:
    """Columns made of blanks, with empty cells."""
    lines = [f"{'Serial':<36}{'MAC':<20}{'Model':<30}"]
    lines += [f"{m.serial:<36}{colons(m.mac):<20}{m.written:<30}".rstrip() for m in machines]
    return "\n".join(lines).encode()


def dotted_macs(machines: list[Machine]) -> bytes:
    """MACs in the notation of switches, serials in lower case and with stray blanks."""
    table = [[f" {m.serial.lower()}\t", f"{m.mac[:4]}.{m.mac[4:8]}.{m.mac[8:]}".lower(), m.written] for m in machines]
    return delimited([["sn", "hw addr", "device"], *table], ";").encode()


def line_breaks(machines: list[Machine]) -> bytes:
    """Line breaks inside quoted cells."""
    table = [[m.serial, m.mac, m.written, "fan loud\nplease check"] for m in machines]
    return delimited([["S/N", "MAC ID", "Description", "Comment"], *table]).encode()


def other_numbers(machines: list[Machine]) -> bytes:
    """Serial numbers of parts, codes and dates beside the machine's own."""
    header = ["PSU SN", "Board1 S/N", "Machine S/N", "Ctrl board MAC", "Firmware", "Purchase date", "Model"]
    table = [[f"PSU24{n:07d}", f"SYNAXYZBJABBC{n:04d}", m.serial, m.mac, "20240311.18.1.Rel", "2024-01-02", m.written]
             for n, m in enumerate(machines)]  # fmt: skip
    return delimited([header, *table]).encode()


def text_formulas(machines: list[Machine]) -> bytes:
    """Serials guarded against spreadsheets."""
    table = [[f'="{m.serial}"', m.mac, m.written] for m in machines]
    return delimited([["Serial", "MAC", "Model"], *table]).encode()


def separator_line(machines: list[Machine]) -> bytes:
    """Excel's "sep=" line."""
    return ("sep=;\r\n" + delimited([HEADER, *rows(machines)], ";", "\r\n")).encode()


def repeated_headers(machines: list[Machine]) -> bytes:
    """The header again after every ten rows, and a line of totals."""
    table = []
    for start in range(0, len(machines), 10):
        table += [HEADER, *rows(machines[start : start + 10])]
    return delimited([*table, ["Total", "", str(len(machines)), ""]]).encode()


def pallet_headings(machines: list[Machine]) -> bytes:
    """A line with nothing but the pallet's name above its machines."""
    table: list[list[str]] = [["Serial", "MAC", "Model"]]
    for start in range(0, len(machines), 10):
        table += [
            [f"Pallet {start // 10 + 1}", "", ""],
            *([m.serial, m.mac, m.written] for m in machines[start : start + 10]),
        ]
    return delimited(table).encode()


def scanner_dump(machines: list[Machine]) -> bytes:
    """Serial and MAC under each other, some scanned twice."""
    lines: list[str] = []
    for number, machine in enumerate(machines):
        lines += [machine.serial, machine.mac] + ([machine.mac] if number % 7 == 0 else [])
    return "\r\n".join(lines).encode()


def scanner_log(machines: list[Machine]) -> bytes:
    """A scanner app's log: time and code, serials and MACs under each other."""
    lines = ["Time,Barcode"]
    for number, machine in enumerate(machines):
        lines += [
            f"2024-08-15 10:{number:02d}:01,{machine.serial}",
            f"2024-08-15 10:{number:02d}:03,{colons(machine.mac)}",
        ]
    return "\n".join(lines).encode()


def xlsx_plain(machines: list[Machine]) -> bytes:
    """A plain workbook."""

    def fill(book: openpyxl.Workbook) -> None:
        for row in [HEADER, *rows(machines)]:
            book.active.append(row)

    return workbook(fill)


def xlsx_merged(machines: list[Machine]) -> bytes:
    """Titles, merged pallets, dates, a cover sheet, a hidden sheet and totals."""

    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "Cover"
        book.active.append(["Dear repair centre, please find our list attached."])
        hidden = book.create_sheet("Old")
        hidden.sheet_state = "hidden"
        for row in [HEADER, *rows(machines), *rows(machines)]:
            hidden.append(row)
        sheet = book.create_sheet("Liste")
        sheet.append(["Packliste", None, None, None, datetime.date(2024, 8, 15)])
        sheet.merge_cells("A1:D1")
        sheet.append([])
        sheet.append(["Palette", "Bezeichnung", "Serien-Nr.", "MAC", "Kaufdatum"])
        for number, machine in enumerate(machines):
            pallet = number // 10 + 1 if number % 10 == 0 else None
            sheet.append([pallet, machine.written, machine.serial, machine.mac, datetime.date(2023, 1, 2)])
        for start in range(0, len(machines), 10):
            sheet.merge_cells(start_row=start + 4, end_row=start + 13, start_column=1, end_column=1)
        sheet.append([None, "Summe", None, None, None])

    return workbook(fill)


DIALECTS = [
    plain_csv, bom_crlf, german_semicolons_cp1252, spanish_titles, french_tabs_utf16, russian_cp1251, chinese_gb18030,
    portuguese_pipes, no_header, odd_names, swapped_headers, fixed_width, dotted_macs, line_breaks, other_numbers,
    text_formulas, separator_line, repeated_headers, pallet_headings, scanner_dump, scanner_log, xlsx_plain,
    xlsx_merged,
]  # fmt: skip
