"""What may be typed after a command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offers:
    """`names` may be several words and start an argument; `words` may also follow a name."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def nothing(command: str) -> Offers:
    return Offers()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`commands` with their summaries; `offers` tells what one takes, by its name or alias in
    small letters, without its slash."""

    commands: Sequence[tuple[str, str]] = ()
    offers: Callable[[str], Offers] = nothing


NO_WORDS = Vocabulary()
