"""How much of an edition a list shows, and how to see more of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.command import Context
from messages.phrase import Phrase, phrase, plural_phrase
from messages.reply import Button, Text
from ranking.edition import Edition
from ranking.published import Standing
from ranking.reading import ranked_in

MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Length:
    """A list of at most `shown` of its `rows`; `group`, `series` and `period` are what it is of."""

    shown: int
    rows: int
    group: str | None
    series: str
    period: str

    @property
    def longest(self) -> int:
        return min(self.rows, MOST_ROWS)

    @property
    def question(self) -> str:
        """What `/top` is asked for the longest that is ever shown."""
        return f"{self.group or ''} {self.series} {self.period} {self.longest}".strip()


def coverage(
    context: Context, edition: Edition, group: str | None, standings: Sequence[Standing]
) -> Phrase:
    """How much of the edition is known: the published record is sparse, and that is said."""
    ranked = ranked_in(context.record, edition) if group is None else None
    known = sum(s.rank is not None for s in standings)
    if not known:
        return phrase("No published rank found, only figures.")
    if ranked is not None and known < ranked:
        found = phrase(
            "Ranks found: {count} of {ranked}; the list has gaps", count=known, ranked=ranked
        )
    else:
        found = plural_phrase("{count} rank found", "{count} ranks found", known)
    without = len(standings) - known
    if not without:
        return phrase("{found}.", found=found)
    return plural_phrase(
        "{found}; of {count} other only the figure.",
        "{found}; of {count} others only the figure.",
        without,
        found=found,
    )


def further(length: Length) -> tuple[Text, ...]:
    """How long the whole list is, where it is not all there, and what to type for more."""
    if length.rows <= length.shown:
        return ()
    listed = phrase("Listed: {shown} of {rows}.", shown=length.shown, rows=length.rows)
    if length.longest <= length.shown:
        return (Text(listed),)
    question = f"/top {length.question}"
    return (Text(phrase("{listed} For more: {question}", listed=listed, question=question)),)


def longer(length: Length) -> tuple[Button, ...]:
    """The same question for all of it, or for as much as can be shown."""
    if length.longest <= length.shown:
        return ()
    whole = phrase("The whole list")
    label = whole if length.longest == length.rows else phrase("The first {count}", count=MOST_ROWS)
    return (Button(label, "top", length.question),)
