"""What a ministry could do, and how that would change what is observed of it: `[[action]]`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ranking.entry import Entry

Scope = Literal["all", "each"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to an indicator: brought `to` a value where it is worse, or `add`ed to, at most
    to `limit`. What is counted for the whole is changed as a whole, all else where it was seen."""

    indicator: str
    to: float | None = None
    add: float | None = None
    limit: float | None = None

    def apply(self, value: float, direction: int) -> float:
        """The new value; the old one where it is as good already."""
        new = self.to if self.to is not None else value + (self.add or 0.0)
        if self.limit is not None:
            new = min(new, self.limit) if direction > 0 else max(new, self.limit)
        return new if (new - value) * direction > 0 else value


@dataclass(frozen=True, slots=True)
class Action:
    """One feasible action. `scope`: at all places at once, or at `each` mission by itself.

    `title` is said where no catalogue has words for `code`.
    """

    code: str
    title: str
    changes: tuple[Change, ...]
    scope: Scope = "all"


def read_actions(entries: Sequence[Entry]) -> tuple[Action, ...]:
    """The actions of a file; what is wrong with them becomes a fault of its entry."""
    return tuple(map(_action, entries))


def _action(entry: Entry) -> Action:
    action = Action(
        code=entry.text("code", is_required=True),
        title=entry.text("title", is_required=True),
        scope=entry.word("scope", get_args(Scope), "all"),
        changes=tuple(map(_change, entry.entries("change"))),
    )
    entry.close()
    return action


def _change(entry: Entry) -> Change:
    has_to, has_add = entry.has("to", is_required=False), entry.has("add", is_required=False)
    if has_to == has_add:
        entry.fault("expected one of to and add")
    change = Change(
        indicator=entry.text("indicator", is_required=True),
        to=entry.number("to", 0.0) if has_to else None,
        add=entry.number("add", 0.0) if has_add and not has_to else None,
        limit=entry.number("limit", 0.0) if entry.has("limit", is_required=False) else None,
    )
    entry.close()
    return change
