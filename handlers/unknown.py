"""No such command: the nearest ones, and how to ask."""

from rapidfuzz import fuzz, process

from handlers.arguments import fits_button, several_meant
from handlers.command import Command, Context
from messages.phrase import CountryName, Phrase, phrase, typed, verbatim
from messages.problem import AskedBack, NotUnderstood, Problem
from messages.reply import Button
from messages.request import Request
from ministries.names import Found, SeveralMeant

NEAR_ENOUGH = 60
MOST_OFFERED = 3
# What people say when they have what they wanted; "thank" is next to "rank".
THANKS = frozenset({"thanks", "thank you", "terima kasih", "terimakasih", "makasih", "trims"})
AROUND = " .,!\N{THUMBS UP SIGN}\N{PERSON WITH FOLDED HANDS}"


def nearest_commands(commands: tuple[Command, ...], name: str) -> tuple[Command, ...]:
    """Up to three commands whose name or alias looks like this one, the nearest first."""
    spellings = {word: command for command in commands for word in (command.name, *command.aliases)}
    near = process.extract(
        name[:40].casefold(), list(spellings), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=6
    )
    found = {spellings[word].name: spellings[word] for word, _, _ in near}
    return tuple(found.values())[:MOST_OFFERED]


def _as_typed(command: Command, arguments: str) -> Button:
    """The command with the arguments that were typed, where a button has room for them."""
    if arguments and fits_button(command.name, arguments):
        return Button(verbatim(f"/{command.name} {typed(arguments)}"), command.name, arguments)
    return Button(command.asked, command.name, command.example_arguments)


def _did_you_mean(words: str, near: tuple[Button, ...]) -> Phrase:
    if len(near) == 1:
        return phrase(
            "I do not know “{name}”. Did you mean {question}? Choose it, or ask /help.",
            name=typed(words),
            question=near[0].label,
        )
    return phrase(
        "I do not know “{name}”. Did you mean one of these? Choose one, or ask /help.",
        name=typed(words),
    )


def _lost_button() -> Problem:
    """Of an older version of ours, or made by somebody's own program."""
    return NotUnderstood(
        phrase("This button no longer works. Ask what you would like to know, or choose another:"),
        buttons=(
            Button(phrase("Our rank"), "rank"),
            Button(phrase("What you can ask"), "help"),
        ),
    )


def unknown_command(request: Request, context: Context) -> Problem:
    """The sentence and the buttons for something that is no command of ours."""
    if request.is_press:
        return _lost_button()
    whole = f"{request.command} {request.arguments}".strip()
    if request.plain is not None and whole.casefold().strip(AROUND) in THANKS:
        return AskedBack(
            phrase("You are welcome."),
            phrase("Ask for example /rank Indonesia, or /help to see everything."),
        )
    match = context.names.match(whole)
    if isinstance(match, SeveralMeant):
        return AskedBack(
            several_meant("rank", whole, CountryName(match.codes[0])),
            buttons=tuple(Button(verbatim(CountryName(c)), "rank", c) for c in match.codes[:5]),
        )
    if isinstance(match, Found):
        country = CountryName(match.code)
        return AskedBack(
            phrase(
                "What would you like to know about {country}? Choose one, or ask for example "
                "/rank {country}",
                country=country,
            ),
            buttons=(
                Button(phrase("Rank"), "rank", match.code),
                Button(phrase("History"), "history", match.code),
                Button(phrase("Compare with peers"), "compare", match.code),
            ),
        )
    near = nearest_commands(context.usable, request.command)
    if near:
        buttons = tuple(_as_typed(command, request.arguments) for command in near)
        return NotUnderstood(_did_you_mean(whole, buttons), buttons=buttons)
    return NotUnderstood(
        phrase("I do not know “{name}”.", name=typed(whole)),
        phrase("Ask for example /rank Indonesia, or /help to see everything."),
        buttons=(
            Button(phrase("Our rank"), "rank"),
            Button(phrase("What you can ask"), "help"),
        ),
    )
