"""`/find TEXT`: the country that a text names, and where its ministry stands.

The text may be a whole message that somebody points at, so nothing in it is taken for a request.
"""

from dataclasses import replace

from handlers import rank
from handlers.arguments import MOST_WORDS_OF_A_NAME, read_country_and_edition
from handlers.command import Command, Context, Topic
from messages.phrase import CountryName, phrase, verbatim
from messages.problem import AskedBack, NotFound, NotUnderstood, Problem
from messages.reply import Answer, Button
from messages.request import Request
from ministries.named import countries_named

MOST_OFFERED = 10
EXAMPLE = phrase("Talks with Japan in Jakarta")


async def answer(request: Request, context: Context) -> Answer:
    text = request.arguments.strip()
    if not text:
        raise AskedBack(
            phrase("Which country?"),
            phrase(
                "Ask again with its name, or with a text that names it, for example: "
                "/find {example}",
                example=EXAMPLE,
            ),
            buttons=(Button(verbatim(CountryName(context.home_country)), "rank"),),
        )
    named = countries_named(text, context.names)
    codes = tuple(dict.fromkeys(code for meant in named for code in meant))
    if not codes:
        raise _nothing_named(context, text)
    if len(codes) > 1:
        raise AskedBack(
            phrase(
                "More than one country is named there. Which one do you mean? Choose one, or ask "
                "for example /rank {country}",
                country=CountryName(codes[0]),
            ),
            buttons=tuple(
                Button(verbatim(CountryName(code)), "rank", code) for code in codes[:MOST_OFFERED]
            ),
        )
    return await rank.answer(replace(request, command="rank", arguments=codes[0]), context)


def _nothing_named(context: Context, text: str) -> Problem:
    """A few words may be a misspelt name: then the likeliest are offered."""
    if len(text.split()) <= MOST_WORDS_OF_A_NAME:
        try:
            read_country_and_edition(context, "rank", text)
        except AskedBack as likely:
            return likely
        except NotUnderstood:
            pass
    return NotFound(
        phrase("I found no country named there."),
        phrase("Ask for one by its name, for example: /rank Indonesia"),
        buttons=(Button(phrase("Our rank"), "rank"),),
    )


COMMAND = Command(
    name="find",
    aliases=("cari",),
    summary=phrase("Rank of a country in a text"),
    usage=phrase("text"),
    example=EXAMPLE,
    answer=answer,
    is_lasting=True,
    topic=Topic.STANDING,
)
