"""The plain form in which texts are compared when somebody searches: no case, accents, blanks or punctuation.

The same form is made inside the database (`domain/search/sql.py`) from the tables here, letter for letter; what they
do not name stays as it is.
"""

_BLANKS = "\t\n\r \u00a0\u200b\u200c\u200d\u2009\u202f\ufeff"
_MARKS = "-‐‑‒–—−.·:;,/\\|_#@()[]{}<>'’‘\"“”`´+&*%^$~!?=§°"
_COMBINING = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328"

DROPPED = _BLANKS + _MARKS + _COMBINING
"""Characters that do not count."""

SPELLED = {"ß": "SS", "ẞ": "SS", "æ": "AE", "Æ": "AE", "œ": "OE", "Œ": "OE"}
"""Letters that are compared as two."""

_ASCII = "abcdefghijklmnopqrstuvwxyz"
_LATIN = {
    "A": "àáâãäåāăą", "C": "çćĉċč", "D": "ďđ", "E": "èéêëēėęě", "G": "ğġ", "I": "ìíîïīįı", "L": "ĺļľł",
    "N": "ñńņň", "O": "òóôõöøōő", "R": "ŕřŗ", "S": "śŝşšș", "T": "ţťț", "U": "ùúûüūůűų", "Y": "ýÿ", "Z": "źżž",
}  # fmt: skip
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"

FOLDED = (
    {letter: plain for plain, letters in _LATIN.items() for letter in letters}
    | {letter.upper(): plain for plain, letters in _LATIN.items() for letter in letters if letter.upper() > "\x7f"}
    | {letter: letter.upper() for letter in _CYRILLIC}
)
"""Letters beyond ASCII that are compared as one other: accented Latin without its accent, Cyrillic as capitals."""

LETTERS = dict.fromkeys(DROPPED, "") | SPELLED | {letter: letter.upper() for letter in _ASCII} | FOLDED
"""Every character that is compared as something else."""

_TABLE = str.maketrans(LETTERS)


def plain(text: str) -> str:
    """Return the text as searched: "rwo-2026-0001" and "RWO 2026 0001" are both "RWO20260001"."""
    return text.translate(_TABLE)
