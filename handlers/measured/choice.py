"""Which measured edition is meant, and whether this person may see it."""

from dataclasses import dataclass

from handlers.command import Context
from handlers.measured.names import edition_title
from messages.phrase import phrase, typed
from messages.problem import NotAllowed, NotFound, NotUnderstood
from messages.reply import Button
from ranking.edition_words import AROUND, read_period
from ranking.measured import SERIES, MeasuredEdition

MOST_WORDS = 40
MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class MeasuredWords:
    """`kopdar`, an ISO week, or both; `period` is empty for the newest edition."""

    period: str = ""


def split_measured(arguments: str) -> tuple[str, MeasuredWords | None]:
    """The arguments without the words that name a measured edition, and these; None: none do."""
    words = arguments.split()[:MOST_WORDS]
    bare = [word.strip(AROUND).casefold() for word in words]
    periods = [read_period(word) if "w" in word else None for word in bare]
    is_named = [name == SERIES or bool(period) for name, period in zip(bare, periods, strict=True)]
    if not any(is_named):
        return arguments, None
    rest = " ".join(word for word, taken in zip(words, is_named, strict=True) if not taken)
    named = [period for period in periods if period]
    return rest, MeasuredWords(named[0] if named else "")


async def newest(context: Context) -> MeasuredEdition | None:
    """The newest edition, or None where there is none or this person may not see it."""
    if not context.person.is_allowed:
        return None
    periods = await context.measured.periods()
    return await context.measured.read(periods[-1]) if periods else None


async def chosen(
    context: Context, words: MeasuredWords, command: str, subject: str = ""
) -> MeasuredEdition:
    """The edition meant. Raises NotAllowed, or NotFound with those that there are."""
    return await context.measured.read((await _upto(context, words, command, subject))[-1])


async def chosen_with_before(
    context: Context, words: MeasuredWords, command: str, subject: str = ""
) -> tuple[MeasuredEdition, MeasuredEdition | None]:
    """The edition meant, and the one before it where there is one."""
    periods = await _upto(context, words, command, subject)
    before = await context.measured.read(periods[-2]) if len(periods) > 1 else None
    return await context.measured.read(periods[-1]), before


async def all_upto(
    context: Context, words: MeasuredWords, command: str, subject: str, most: int
) -> tuple[MeasuredEdition, ...]:
    """The newest editions, the one meant last, `most` at most."""
    periods = await _upto(context, words, command, subject)
    return tuple([await context.measured.read(period) for period in periods[-most:]])


def only_measured(country: str, command: str) -> NotUnderstood:
    """For a published edition where only our own ones can be taken apart."""
    return NotUnderstood(
        phrase("Only what Kopdar measured itself can be taken apart like that."),
        phrase("Name a week, such as 2026-W48, or none for the newest edition."),
        buttons=(Button(phrase("Newest edition"), command, f"{country} {SERIES}"),),
    )


async def _upto(
    context: Context, words: MeasuredWords, command: str, subject: str
) -> tuple[str, ...]:
    """The periods up to the one meant; `subject` goes into the buttons before the edition."""
    if not context.person.is_allowed:
        raise NotAllowed(
            phrase("What Kopdar measures is for the team. Ask the people who run Kopdar.")
        )
    periods = await context.measured.periods()
    if not periods:
        raise NotFound(
            phrase("There is no measured edition yet."),
            phrase("The first one is made when enough has been observed."),
        )
    if not words.period:
        return periods
    if words.period not in periods:
        raise NotFound(
            phrase("I have no measured edition of {period}.", period=typed(words.period)),
            phrase("Choose one of these:"),
            buttons=tuple(
                Button(edition_title(period), command, f"{subject} {SERIES} {period}".strip())
                for period in reversed(periods[-MOST_OFFERED:])
            ),
        )
    return periods[: periods.index(words.period) + 1]
