"""One table of a TOML file, read key by key; what is wrong is collected, not raised."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TypeVar

Value = TypeVar("Value")


class Entry:
    """`called` is how faults name it; a key that nobody took is a fault too."""

    def __init__(self, called: str, keys: Mapping[str, object], faults: list[str]) -> None:
        self.called = called
        self._keys = keys
        self._faults = faults
        self._taken: set[str] = set()

    def take(
        self, key: str, read: Callable[[object], Value], otherwise: Value, needed: bool = False
    ) -> Value:
        """What `read` makes of the key's value; `otherwise` where there is none, or a fault."""
        self._taken.add(key)
        if key not in self._keys:
            if needed:
                self._faults.append(f"{self.called}: {key} is missing")
            return otherwise
        try:
            return read(self._keys[key])
        except ValueError as wrong:
            self.fault(f"{key} {wrong}")
            return otherwise

    def fault(self, sentence: str) -> None:
        self._faults.append(f"{self.called}: {sentence}")

    def close(self) -> None:
        for key in self._keys:
            if key not in self._taken:
                (nearest,) = get_close_matches(key, sorted(self._taken), n=1, cutoff=0)
                self.fault(f"{key} means nothing here; did you mean {nearest}?")
