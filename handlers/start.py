"""`/start`: what Kopdar does for this person, and three things to press."""

from handlers.command import Command, Context
from messages.phrase import CountryName, phrase, verbatim
from messages.reply import Answer, Button, Items, Note, Reply, Text, Title
from messages.request import Request


async def answer(request: Request, context: Context) -> Answer:
    home = CountryName(context.home_country)
    return Answer(
        Reply(
            parts=(
                Title(phrase("Hello, I am Kopdar.")),
                Text(
                    phrase(
                        "I tell you what was published on foreign ministries in digital diplomacy."
                    )
                ),
                Items(
                    (
                        phrase("Ask about one: /rank {country}", country=home),
                        phrase("Put some side by side: /compare Indonesia, Japan, India"),
                        phrase("Every figure has its edition and its source; I fill no gaps."),
                    )
                ),
                Note(phrase("Press a button below, or type a command. /help shows all of them.")),
            ),
            buttons=(
                Button(phrase("Rank of {country}", country=home), "rank", context.home_country),
                Button(phrase("Who leads"), "top"),
                Button(phrase("Language"), "language"),
            ),
        )
    )


COMMAND = Command(
    name="start",
    summary=phrase("What I do for you"),
    usage=verbatim(""),
    example="",
    answer=answer,
    is_for_groups=False,
)
