"""`/language [LANGUAGE]`: in which language Kopdar speaks to this person."""

from handlers.command import Command, Context, Topic
from handlers.words import listed
from messages.effect import LanguageChosen
from messages.language import BY_CODE, LANGUAGES, spoken
from messages.phrase import Value, phrase, typed, verbatim
from messages.problem import NotUnderstood
from messages.reply import Answer, Button, Note, Reply, Text, Title
from messages.request import Request

# What people call the languages, beside their own names and codes.
OTHER_NAMES = {
    "inggris": "en",
    "bahasa inggris": "en",
    "indonesian": "id",
    "indonesia": "id",
    "bahasa": "id",
}


async def answer(request: Request, context: Context) -> Answer:
    words = " ".join(request.arguments.casefold().split())
    if not words:
        return Answer(_which(context))
    code = _find(words)
    if code is None:
        names: list[Value] = [language.name for language in LANGUAGES]
        raise NotUnderstood(
            phrase("I do not speak “{name}” yet.", name=typed(request.arguments)),
            phrase(
                "I speak {languages}: choose one, or ask for example /language {language}",
                languages=listed(names),
                language=_another(context),
            ),
            buttons=_buttons(),
        )
    return Answer(
        Reply(
            parts=(
                Text(phrase("From now on I speak {language} to you.", language=BY_CODE[code].name)),
            ),
            buttons=(
                Button(phrase("Our rank"), "rank"),
                Button(phrase("What you can ask"), "help"),
            ),
        ),
        effects=(LanguageChosen(code),),
    )


def language_button(context: Context) -> Button:
    """To the other language in its own name, so that who reads the wrong one finds it; or to
    the choice where there are more."""
    others = [language for language in LANGUAGES if language.code != context.person.language]
    if len(others) == 1:
        return Button(verbatim(others[0].name), "language", others[0].code)
    return Button(phrase("Language"), "language")


def _find(words: str) -> str | None:
    named = {language.name.casefold(): language.code for language in LANGUAGES}
    return named.get(words) or OTHER_NAMES.get(words) or spoken(words)


def _which(context: Context) -> Reply:
    current = BY_CODE[context.person.language].name
    return Reply(
        parts=(
            Title(phrase("Language")),
            Text(
                phrase(
                    "I speak {language} to you now. Choose another to change it.", language=current
                )
            ),
            Note(phrase("Or ask for it: /language {language}", language=_another(context))),
        ),
        buttons=_buttons(),
    )


def _another(context: Context) -> str:
    """A language that is not the one spoken now, by its own name."""
    return next(lang.name for lang in LANGUAGES if lang.code != context.person.language)


def _buttons() -> tuple[Button, ...]:
    return tuple(Button(verbatim(lang.name), "language", lang.code) for lang in LANGUAGES)


COMMAND = Command(
    name="language",
    topic=Topic.SETTINGS,
    aliases=("bahasa", "lang"),
    summary=phrase("Choose the language"),
    usage=phrase("[language]"),
    example=verbatim("Indonesia"),
    answer=answer,
    is_for_groups=False,
)
