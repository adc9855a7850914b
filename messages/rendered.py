"""What platforms made of replies lately: an answer that is given again is not laid out again."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

MOST_KEPT = 64

Made = TypeVar("Made")


class Rendered(Generic[Made]):
    """Told apart by which objects it was made of, not by what they say: comparing replies takes as
    long as laying them out. They are kept beside it, so that no other can have their identity.

    What is made must not be changed by whoever gets it, nor what it was made of."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, ...], tuple[tuple[object, ...], Made]] = OrderedDict()

    def made_of(self, make: Callable[[], Made], *of: object) -> Made:
        identity = tuple(map(id, of))
        if identity in self._kept:
            self._kept.move_to_end(identity)
            return self._kept[identity][1]
        made = make()
        self._kept[identity] = of, made
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return made
