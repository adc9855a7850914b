"""`/home`: a person's own page: our ministry's standing, what they asked last, their language.

On Slack it is the app's Home; elsewhere a message like any other.
"""

from dataclasses import replace

from handlers import rank
from handlers.arguments import fits_button
from handlers.command import Asked, Command, Context, Topic, find_command
from messages.effect import Effect, LanguageChosen
from messages.language import BY_CODE, LANGUAGES
from messages.phrase import CountryName, phrase, verbatim
from messages.problem import Problem
from messages.reply import Answer, Button, Note, Reply
from messages.request import Request

# What is published and for everyone: only such questions are offered again.
ASKED_AGAIN = frozenset({"rank", "top", "compare", "history", "sources", "editions", "methodology"})
MOST_OFFERED = 5
JAPAN = CountryName("JP")

LANGUAGE = "language"

VIEWS = phrase("Our ministry")
LATEST = phrase("What you asked last")
LANGUAGES_HEADING = phrase("Language")


async def answer(request: Request, context: Context) -> Answer:
    standing = await _standing(request, context)
    return Answer(
        Reply(
            parts=(*standing.parts, _hint(context)),
            buttons=(
                *_views(context),
                *await _latest(request, context),
                *_languages(),
            ),
            country=standing.country,
            is_personal=True,
        ),
        effects=_chosen(request.arguments),
    )


async def _standing(request: Request, context: Context) -> Reply:
    ours = replace(request, command="rank", arguments="")
    return (await rank.answer(ours, context)).reply


def _hint(context: Context) -> Note:
    if context.chat.is_private:
        return Note(
            phrase(
                "Choose what you want to know, or ask for example /rank {country}", country=JAPAN
            )
        )
    return Note(phrase("Your latest questions are shown only in a private chat with me."))


def _views(context: Context) -> tuple[Button, ...]:
    home = context.home_country
    return (
        Button(phrase("Compare with peers"), "compare", home, VIEWS),
        Button(phrase("History"), "history", home, VIEWS),
        Button(phrase("Who leads"), "top", "", VIEWS),
    )


async def _latest(request: Request, context: Context) -> tuple[Button, ...]:
    """Each question once, the newest first, as it was typed; only what had an answer. In a group
    nobody sees what somebody else asked."""
    if not context.chat.is_private:
        return ()
    offered: dict[str, Button] = {}
    for asked in await context.asked():
        button = _again(asked, context)
        if button is None or _key(button) in offered:
            continue
        if await _has_answer(button, request, context):
            offered[_key(button)] = button
        if len(offered) == MOST_OFFERED:
            break
    return tuple(offered.values())


def _again(asked: Asked, context: Context) -> Button | None:
    command = find_command(context.commands, asked.command)
    if command is None or command.name not in ASKED_AGAIN:
        return None
    arguments = " ".join(asked.arguments.split())
    if not fits_button(command.name, arguments):
        return None
    label = verbatim(f"/{command.name} {arguments}".strip())
    return Button(label, command.name, arguments, LATEST)


def _key(button: Button) -> str:
    return f"{button.command} {button.arguments}".casefold()


async def _has_answer(button: Button, request: Request, context: Context) -> bool:
    command = find_command(context.commands, button.command)
    again = replace(request, command=button.command, arguments=button.arguments)
    try:
        return command is not None and (await command.answer(again, context)).reply.understood
    except Problem:
        return False


def _languages() -> tuple[Button, ...]:
    return tuple(
        Button(verbatim(each.name), "home", f"{LANGUAGE} {each.code}", LANGUAGES_HEADING)
        for each in LANGUAGES
    )


def _chosen(arguments: str) -> tuple[Effect, ...]:
    """The language that was pressed on this page; anything else changes nothing."""
    word, _, code = arguments.partition(" ")
    return (LanguageChosen(code),) if word == LANGUAGE and code in BY_CODE else ()


COMMAND = Command(
    name="home",
    aliases=("beranda",),
    summary=phrase("Your page and latest questions"),
    usage=verbatim(""),
    example=verbatim(""),
    answer=answer,
    topic=Topic.SETTINGS,
    is_for_groups=False,
)
