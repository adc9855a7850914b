"""Which typefaces the pictures are set in, and which characters those can show."""

from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

from drawing.scene import Weight

TYPEFACES = Path(__file__).resolve().parent / "typefaces"
OWN = "Kopdar Inter"
WEIGHTS = {Weight.REGULAR: 400, Weight.STRONG: 600}

# For scripts that our own lacks, where the machine has them; DejaVu comes with matplotlib.
OTHERS = ("Noto Sans Arabic", "Noto Sans Thai")
HAN = {"ja": "Noto Sans CJK JP", "zh": "Noto Sans CJK SC", "ko": "Noto Sans CJK KR"}
LAST = "DejaVu Sans"

MISSING = "□"


@cache
def load() -> frozenset[str]:
    """Make our own typefaces known; the names of all families that are."""
    for path in sorted(TYPEFACES.glob("*.ttf")):
        fontManager.addfont(path)
    return frozenset(fontManager.get_font_names())


@cache
def families(language: str) -> tuple[str, ...]:
    """The families to look a character up in, in order.

    Chinese, Japanese and Korean share code points but not shapes: the reader's come first.
    """
    han = sorted(HAN, key=lambda code: code != language)
    wanted = (OWN, *OTHERS, *(HAN[code] for code in han), LAST)
    return tuple(family for family in wanted if family in load())


@cache
def font(language: str, weight: Weight, points: float) -> FontProperties:
    return FontProperties(family=list(families(language)), weight=WEIGHTS[weight], size=points)


def showable(text: str, language: str, weight: Weight) -> str:
    """The text with a box for each character that no typeface here has in this weight."""
    known = _characters(language, weight)
    return "".join(c if ord(c) in known else MISSING for c in text)


@cache
def _characters(language: str, weight: Weight) -> frozenset[int]:
    files = (
        findfont(FontProperties(family=[family], weight=WEIGHTS[weight]))
        for family in families(language)
    )
    return frozenset(code for file in files for code in get_font(file).get_charmap())
