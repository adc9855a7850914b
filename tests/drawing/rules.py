"""What every picture keeps to: bounds, legibility, no words over others."""

from itertools import combinations

from drawing import look
from drawing.scene import Measure, Scene, Words

SMALLEST_TEXT = 24


def check(drawn: Scene, measure: Measure, greatest: float = look.GREATEST_HEIGHT) -> None:
    """Fails where the scene breaks a rule, words being as wide as `measure` says."""
    assert drawn.width == look.WIDTH
    assert look.LEAST_HEIGHT <= drawn.height <= greatest
    words = [mark for mark in drawn.marks if isinstance(mark, Words) and mark.text]
    assert all(one.style.size >= SMALLEST_TEXT for one in words)
    extents = [_extent(one, measure) for one in words]
    for left, top, right, bottom in extents:
        assert left >= 0
        assert top >= 0
        assert right <= drawn.width
        assert bottom <= drawn.height
    for one, other in combinations(extents, 2):
        is_beside = one[2] <= other[0] or other[2] <= one[0]
        is_above = one[3] <= other[1] or other[3] <= one[1]
        assert is_beside or is_above


def _extent(words: Words, measure: Measure) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the words."""
    width = measure(words.text, words.style)
    left = {"start": words.x, "middle": words.x - width / 2, "end": words.x - width}[words.anchor]
    size = words.style.size
    return left, words.y - size * 0.75, left + width, words.y + size * 0.22
