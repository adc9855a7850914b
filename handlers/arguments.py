"""What was typed after a command, read: countries and an edition. Nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.command import Context
from handlers.words import edition_on_button, listed
from messages.phrase import CountryName, Phrase, Value, phrase, typed, verbatim
from messages.problem import AskedBack, NotFound, NotUnderstood
from messages.reply import Button
from ministries.names import Found, NameMatch, SeveralMeant, Suggested
from ranking.edition import Edition
from ranking.edition_words import (
    LONGEST,
    EditionChosen,
    EditionWords,
    NoSuchEdition,
    NothingPublished,
    SeveralEditions,
    choose_edition,
    read_edition_words,
)

BUTTON_BYTES = 64
LONGEST_NAME = 8
MOST_WORDS_OF_A_NAME = LONGEST_NAME
MOST_OFFERED = 5


def fits_button(command: str, arguments: str) -> bool:
    """Whether a button can carry this question on every platform (`messages.reply.Button`)."""
    return len(f"{command} {arguments}".encode()) <= BUTTON_BYTES


@dataclass(frozen=True, slots=True)
class Asked:
    """One country (None: none was named) and the edition's words."""

    country: str | None
    edition: EditionWords


def split_edition(
    context: Context, words: Sequence[str]
) -> list[tuple[Sequence[str], EditionWords]]:
    """Every way to take an edition off the end of the words, or off their beginning; the one
    that takes nothing comes first, so that a name that is exact stays whole."""
    most = min(len(words), LONGEST)
    cuts = [(words[: len(words) - taken], words[len(words) - taken :]) for taken in range(most + 1)]
    cuts[1:1] = [(words[taken:], words[:taken]) for taken in range(1, most)]
    read = ((names, read_edition_words(edition, context.record)) for names, edition in cuts)
    return [(names, edition) for names, edition in read if edition is not None]


def read_country_and_edition(context: Context, command: str, arguments: str) -> Asked:
    """`[COUNTRY] [EDITION]`. Raises AskedBack for two meanings or a near miss, NotUnderstood
    for a name that is near nothing."""
    splits = split_edition(context, arguments.split())
    for names, edition in splits:
        if not names:
            return Asked(None, edition)
        name = " ".join(names)
        match context.names.match(name):
            case Found(code):
                return Asked(code, edition)
            case SeveralMeant(codes):
                raise _which_country(command, name, codes, edition)
    names, edition = splits[-1]
    name = " ".join(names)
    raise unclear_country(command, name, context.names.match(name), edition)


def _which_country(
    command: str, name: str, codes: Sequence[str], edition: EditionWords
) -> AskedBack:
    return AskedBack(
        several_meant(command, name, CountryName(codes[0])),
        buttons=_country_buttons(command, codes, edition),
    )


def unclear_country(
    command: str, name: str, match: NameMatch, edition: EditionWords
) -> AskedBack | NotUnderstood:
    match match:
        case Suggested(codes):
            return AskedBack(
                not_known(name),
                did_you_mean(codes),
                buttons=_country_buttons(command, codes, edition),
            )
        case _:
            return NotUnderstood(
                not_known(name),
                phrase(
                    "Type its name in English or Indonesian, or its two-letter code, for example: "
                    "{example}",
                    example=f"/{command} Indonesia",
                ),
            )


def several_meant(command: str, name: str, meant: Value) -> Phrase:
    """`meant` is what may be meant, as an example of how to ask again."""
    return phrase(
        "“{name}” can mean more than one country. Which one do you mean? Choose one, or ask again "
        "with its full name, for example: /{command} {meant}",
        name=typed(name),
        command=command,
        meant=meant,
    )


def not_known(name: str) -> Phrase:
    return phrase("I do not know a country called “{name}”.", name=typed(name))


def did_you_mean(codes: Sequence[str]) -> Phrase:
    if len(codes) == 1:
        return phrase(
            "Did you mean {country}? Choose it, or ask again with another name.",
            country=CountryName(codes[0]),
        )
    return phrase("Did you mean one of these? Choose one, or ask again with another name.")


def _country_buttons(
    command: str, codes: Sequence[str], edition: EditionWords
) -> tuple[Button, ...]:
    return tuple(
        Button(verbatim(CountryName(code)), command, f"{code} {edition}".strip())
        for code in codes[:MOST_OFFERED]
    )


def pick_edition(
    context: Context, command: str, countries: Sequence[str], words: EditionWords, subject: str = ""
) -> Edition | NothingPublished:
    """The edition asked for, or the series that says nothing about the countries at all.

    `subject` is what the buttons repeat before the edition, the countries' codes by default.
    Raises AskedBack where several are meant and NotFound where there is none like it.
    """
    subject = subject or ",".join(countries)
    record = context.record
    match choose_edition(record, words, context.default_series, countries):
        case EditionChosen(edition):
            return edition
        case NothingPublished() as silent:
            return silent
        case SeveralEditions(editions):
            raise AskedBack(
                phrase(
                    "“{words}” fits more than one ranking: {codes}. Choose one, or ask again with "
                    "its code; /editions lists all of them.",
                    words=typed(str(words)),
                    codes=_codes(editions),
                ),
                buttons=edition_buttons(context, command, subject, editions),
            )
        case NoSuchEdition(_, editions):
            raise NotFound(
                phrase("I have no edition “{words}”.", words=typed(str(words))),
                phrase("Choose one of these. /editions lists all of them."),
                buttons=edition_buttons(context, command, subject, editions[-5:]),
                country=countries[0] if len(countries) == 1 else None,
            )


def _codes(editions: Sequence[Edition]) -> Phrase:
    return listed(list(dict.fromkeys(edition.series for edition in editions)))


def edition_buttons(
    context: Context, command: str, subject: str, editions: Sequence[Edition]
) -> tuple[Button, ...]:
    """A button an edition, as far as its arguments fit into one."""
    asked = [
        (edition, f"{subject} {edition.series} {edition.period}".strip()) for edition in editions
    ]
    return tuple(
        Button(edition_on_button(context.record, edition), command, arguments)
        for edition, arguments in asked
        if fits_button(command, arguments)
    )
