"""Barcodes for labels, as SVG: Code 128, which every scanner of a floor reads."""

from django.utils.safestring import SafeString

from hashmend.web.components import text as escaped

_SYMBOLS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
"""Widths of the bars and gaps of each symbol in modules, six digits each, by its value."""

_STOP = "2331112"
_START_B = 104
_QUIET = 10
"""Modules of white that a scanner wants on either side."""


def code128(text: str) -> SafeString:
    """Return a text of printable ASCII as a Code 128 barcode that fills its box.

    Raises ValueError for other letters, and for none.
    """
    if not text or any(not " " <= letter <= "~" for letter in text):
        raise ValueError(f"Code 128 B holds printable ASCII only, not {text!r}.")
    values = [_START_B, *(ord(letter) - 32 for letter in text)]
    check = (_START_B + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    widths = "".join(_SYMBOLS[value * 6 : value * 6 + 6] for value in (*values, check)) + _STOP
    bars, at = [], _QUIET
    for place, width in enumerate(map(int, widths)):
        if place % 2 == 0:
            bars.append(f"M{at} 0h{width}v40h-{width}z")
        at += width
    return SafeString(
        f'<svg class="barcode" viewBox="0 0 {at + _QUIET} 40" preserveAspectRatio="none" shape-rendering="crispEdges"'
        f' role="img" aria-label="Barcode of {escaped(text)}"><path d="{"".join(bars)}"/></svg>'
    )
