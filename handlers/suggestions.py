"""What is offered to who types the beginning of a country's name: its card, ready to post.

Only what was published and is for everyone: whoever types is not asked who they are.
"""

from handlers.arguments import split_edition
from handlers.card import card
from handlers.command import Context
from messages.phrase import CountryName, verbatim
from messages.suggestion import Suggestion
from ministries.names import Found, SeveralMeant, Suggested
from ranking.edition_words import EditionWords

PAGE = 20
# A longer text is no name that anybody is still typing.
LONGEST = 256


def suggest(text: str, skip: int, context: Context) -> tuple[tuple[Suggestion, ...], bool]:
    """A page of suggestions after the first `skip`, and whether there are more."""
    countries, edition = _meant(text[:LONGEST], context)
    page = countries[skip : skip + PAGE]
    return tuple(_suggestion(context, country, edition) for country in page), bool(
        countries[skip + PAGE :]
    )


def _meant(text: str, context: Context) -> tuple[tuple[str, ...], EditionWords]:
    """The countries that may be meant, the likeliest first; without any text our own."""
    splits = split_edition(context, text.split())
    for names, edition in splits:
        if not names:
            return (context.home_country,), edition
        if countries := _named(" ".join(names), context):
            return countries, edition
    names, edition = splits[-1]
    match context.names.match(" ".join(names)):
        case Suggested(codes):
            return codes, edition
        case _:
            return (), EditionWords()


def _named(name: str, context: Context) -> tuple[str, ...]:
    if beginning := context.names.beginning(name, context.person.language):
        return beginning
    match context.names.match_exactly(name):
        case Found(code):
            return (code,)
        case SeveralMeant(codes):
            return codes
        case _:
            return ()


def _suggestion(context: Context, country: str, edition: EditionWords) -> Suggestion:
    standing, reply = card(context, country, edition)
    return Suggestion(
        key=f"{country} {edition}".strip()[:60],
        title=verbatim(CountryName(country)),
        description=standing,
        reply=reply,
    )
