"""`/start`: what Kopdar does for this person in three lines, and three things to press."""

from handlers.command import Access, Command, Context
from handlers.language import language_button
from handlers.words import listed
from messages.phrase import CountryName, Phrase, Value, phrase, verbatim
from messages.reply import Answer, Button, Items, Note, Reply, Title
from messages.request import Request

MOST_NAMED = 4
JAPAN = CountryName("JP")


async def answer(request: Request, context: Context) -> Answer:
    home = CountryName(context.home_country)
    return Answer(
        Reply(
            parts=(
                Title(phrase("Hello, I am Kopdar.")),
                Items(
                    (
                        phrase(
                            "I tell you where {country} and other countries stand in digital "
                            "diplomacy, beside their peers and over the years.",
                            country=home,
                        ),
                        phrase(
                            "Every figure comes with its year and its source. What I did not "
                            "find published, I do not guess."
                        ),
                        _for_this_person(context),
                    )
                ),
                Note(phrase("Choose one, or ask for example /rank {country}", country=JAPAN)),
            ),
            buttons=(
                Button(phrase("Rank of {country}", country=home), "rank", context.home_country),
                Button(phrase("What you can ask"), "help"),
                language_button(context),
            ),
        )
    )


def _for_this_person(context: Context) -> Phrase:
    """The team and those who run Kopdar have more than everyone has."""
    own: list[Value] = [
        f"/{command.name}" for command in context.usable if command.access is not Access.EVERYONE
    ]
    if not own:
        return phrase("Type any country in your own words: its name, its code or its flag.")
    return phrase(
        "As one of the team you can also ask {commands}.", commands=listed(own[:MOST_NAMED])
    )


COMMAND = Command(
    name="start",
    # Who greets is greeted.
    aliases=("hello", "hi", "halo", "hai"),
    summary=phrase("What I do for you"),
    usage=verbatim(""),
    example=verbatim(""),
    answer=answer,
    is_for_groups=False,
)
