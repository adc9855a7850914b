"""One table of a methodology file, its keys taken one by one; what is wrong is written down.

Nothing is raised here: a person who mends a file wants all its faults at once.
"""

import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

Word = TypeVar("Word", bound=str)


class Entry:
    """The keys of `[name]`, or of the entry of a list called by its code (`node "presence"`)."""

    def __init__(self, name: str, keys: object, faults: list[str]) -> None:
        self.name = name
        self.faults = faults
        self._asked: set[str] = set()
        self._keys: Mapping[str, object] = keys if isinstance(keys, Mapping) else {}
        if not isinstance(keys, Mapping):
            self.fault(f"expected a table of keys, found {keys!r}")

    def fault(self, what: str) -> None:
        self.faults.append(f"{self.name}: {what}")

    def _expected(self, key: str, what: str) -> None:
        self.fault(f"{key}: expected {what}, found {self._keys[key]!r}")

    def has(self, key: str, *, is_required: bool) -> bool:
        """Whether the key is there; one that must be and is not is a fault."""
        self._asked.add(key)
        if key not in self._keys and is_required:
            self.fault(f"{key}: is missing")
        return key in self._keys

    def text(self, key: str, default: str | None = None, *, is_required: bool = False) -> str:
        if not self.has(key, is_required=is_required):
            return default or ""
        value = self._keys[key]
        if isinstance(value, str) and value.strip():
            return value
        self._expected(key, "some text")
        return default or ""

    def word(
        self, key: str, words: Iterable[Word], default: Word, *, required: bool = False
    ) -> Word:
        """One of the words; the default also stands in for a wrong one, which is a fault."""
        if not self.has(key, is_required=required):
            return default
        for word in (known := tuple(words)):
            if self._keys[key] == word:
                return word
        self._expected(key, "one of " + ", ".join(known))
        return default

    def words(self, key: str, words: Iterable[Word]) -> tuple[Word, ...]:
        """A list of some of the words, each once; empty where the key is not there."""
        if not self.has(key, is_required=False):
            return ()
        value, known = self._keys[key], tuple(words)
        if isinstance(value, list) and value and all(word in known for word in value):
            return tuple(word for word in known if word in value)
        self._expected(key, "a list of some of " + ", ".join(known))
        return ()

    def truth(self, key: str) -> bool:
        if not self.has(key, is_required=False):
            return False
        value = self._keys[key]
        if isinstance(value, bool):
            return value
        self._expected(key, "true or false")
        return False

    def number(
        self,
        key: str,
        default: float,
        expected: str = "a number",
        *,
        least: float = -math.inf,
        above: float = -math.inf,
        most: float = math.inf,
        below: float = math.inf,
        is_required: bool = False,
    ) -> float:
        if not self.has(key, is_required=is_required):
            return default
        value = finite(self._keys[key])
        if value is not None and least <= value <= most and above < value < below:
            return value
        self._expected(key, expected)
        return default

    def whole(self, key: str, default: int) -> int:
        """A whole number from 0."""
        value = self.number(key, default, "a whole number from 0", least=0)
        if value == int(value):
            return int(value)
        self._expected(key, "a whole number from 0")
        return default

    def direction(self) -> int:
        """1: more is better; -1: less is better."""
        value = self.number("direction", 1, "1 or -1", least=-1, most=1)
        if value in (1, -1):
            return int(value)
        self._expected("direction", "1 or -1")
        return 1

    def pair(self, key: str) -> tuple[float, float] | None:
        """[low, high] with low below high; None where the key is not there or wrong."""
        if not self.has(key, is_required=False):
            return None
        value = self._keys[key]
        if isinstance(value, list) and len(value) == 2:
            low, high = finite(value[0]), finite(value[1])
            if low is not None and high is not None and low < high:
                return low, high
        self._expected(key, "[low, high], two numbers with low below high")
        return None

    def entries(self, key: str) -> "tuple[Entry, ...]":
        """A list of tables, at least one, each called by this entry and its place."""
        if not self.has(key, is_required=True):
            return ()
        value = self._keys[key]
        if not isinstance(value, list) or not value:
            self._expected(key, "a list of tables, such as [{indicator = …}]")
            return ()
        return tuple(
            Entry(f"{self.name}: {key} {place}", keys, self.faults)
            for place, keys in enumerate(value, start=1)
        )

    def close(self) -> None:
        """Whatever was not asked for is not known."""
        for key in self._keys:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                self.fault(f"{key}: unknown key{hint}")


def finite(value: object) -> float | None:
    """The number, or None for anything else: truth values, text, infinities."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
