"""Pictures of different rankings one under the other, a line between them."""

from collections.abc import Sequence

from drawing import look
from drawing.scene import Mark, Scene, Stroke, lowered

RULE = 3.0


def stack(scenes: Sequence[Scene]) -> Scene:
    """Each whole, with its own title and source line; the lowest one's foot is the foot."""
    marks: list[Mark] = []
    top = 0
    foot_top = 0.0
    for scene in scenes:
        if marks:
            marks.append(Stroke(look.LEFT, top, look.RIGHT, top, RULE, look.LINE))
        marks += [lowered(mark, top) for mark in scene.marks]
        foot_top = top + scene.foot_top
        top += scene.height
    return Scene(look.WIDTH, top, look.BACKGROUND, tuple(marks), foot_top)
