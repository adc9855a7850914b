"""The small print under measured figures: edition, dates, sources, and how each is marked."""

from collections.abc import Iterable

from handlers.measured.names import edition_title, indicator_name
from handlers.notes import MOST_SOURCES, sources_in_words
from handlers.words import listed
from messages.phrase import Phrase, Value, phrase, plural_phrase, verbatim
from messages.reply import Note, Title
from ranking.edition import Origin
from ranking.figure import Figure
from ranking.measured import MeasuredEdition

MOST_MISSING = 12


def measured_heading(made: MeasuredEdition) -> Title:
    """What parts our own figures from the published ones above them."""
    edition = edition_title(made.edition.period)
    return Title(
        phrase(
            "Measured by Kopdar, {edition} (another ranking: never to be mixed with the published "
            "one)",
            edition=edition,
        ),
        shorter=(phrase("Another ranking: measured by Kopdar, {edition}", edition=edition),),
    )


def measured_note(made: MeasuredEdition, *countries: str) -> Note:
    """Of when the figures are, where they were seen, and that the range is an estimate."""
    figures = [figure for country in countries for figure in made.figures.get(country, {}).values()]
    edition = edition_title(made.edition.period)
    if not figures:
        return Note(phrase("Measured: Kopdar index, {edition}.", edition=edition))
    return Note(
        phrase(
            "Measured: Kopdar index, {edition}, made on {date} from observations of {span}. "
            "Estimated: the 90% range, from {draws} draws. Observed at: {sources}.",
            edition=edition,
            date=made.made_at.date(),
            span=span_of(figures),
            draws=made.draws,
            sources=sources_in_words(_origins(figures), MOST_SOURCES) or "–",
        )
    )


def span_of(figures: Iterable[Figure]) -> Phrase:
    """From the oldest to the newest of what counts."""
    all_of_them = list(figures)
    oldest = min(figure.oldest_at for figure in all_of_them).date()
    newest = max(figure.newest_at for figure in all_of_them).date()
    if oldest == newest:
        return verbatim(oldest)
    return phrase("{first} to {last}", first=oldest, last=newest)


def _origins(figures: Iterable[Figure]) -> list[Origin]:
    return [to_origin(source) for figure in figures for source in figure.sources]


def to_origin(source: str) -> Origin:
    """A source as it was recorded: an address, or the title of something."""
    is_address = source.startswith(("https://", "http://"))
    return Origin("" if is_address else source, source if is_address else "")


def missing_in_words(made: MeasuredEdition, country: str) -> Phrase:
    """The indicators of which nothing is known of it, the first ones by name."""
    missing = made.missing_of(country)
    named: list[Value] = [indicator_name(i.code) for i in missing[:MOST_MISSING]]
    if further := len(missing) - len(named):
        named.append(plural_phrase("{count} other", "{count} others", further))
    return listed(named)
