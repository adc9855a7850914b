"""`/outbox [resend|drop LETTER]`: what did not arrive, and what is to become of it."""

from handlers.command import Access, Command, Context, Topic
from messages.delivery import LetterKind, LetterState
from messages.effect import Effect, LetterDropped, LetterResent
from messages.phrase import Moment, Phrase, phrase, plural_phrase, typed, verbatim
from messages.problem import NotFound, NotUnderstood
from messages.reply import Answer, Button, Fact, Facts, Note, Part, Reply, Text, Title
from messages.request import Request
from storage.undelivered import Undelivered

MOST_SHOWN = 10
# Two buttons each: more would not be found on a phone.
WITH_BUTTONS = 3
RESEND, DROP, ALL = "resend", "drop", "all"

STATES = {
    LetterState.UNKNOWN: phrase("it may have arrived or not"),
    LetterState.PARKED: phrase("set aside until somebody decides"),
    LetterState.REFUSED: phrase("given up"),
}
KINDS = {
    LetterKind.ANSWER: phrase("an answer"),
    LetterKind.NOTICE: phrase("a notice to operators"),
    LetterKind.REMINDER: phrase("a reminder"),
    LetterKind.REPORT_PROMPT: phrase("a request for a report"),
    LetterKind.DIGEST: phrase("a digest"),
}


async def answer(request: Request, context: Context) -> Answer:
    letters = await context.undelivered()
    words = request.arguments.split()
    if not words:
        return Answer(_overview(letters, context))
    if len(words) != 2 or words[0].casefold() not in (RESEND, DROP):
        raise NotUnderstood(
            phrase("After /outbox comes nothing, or resend or drop and the letter's number."),
            phrase("Like this: /outbox resend 12"),
            buttons=(_back(),),
        )
    chosen = _chosen(letters, words[1])
    return _decided(words[0].casefold(), chosen)


def _chosen(letters: tuple[Undelivered, ...], name: str) -> tuple[Undelivered, ...]:
    chosen = tuple(each for each in letters if name.casefold() == ALL or each.is_called(name))
    if not chosen:
        raise NotFound(
            phrase("No letter “{name}” waits for a decision.", name=typed(name)),
            buttons=(_back(),),
        )
    return chosen


def _decided(decision: str, chosen: tuple[Undelivered, ...]) -> Answer:
    count = len(chosen)
    effects: tuple[Effect, ...]
    if decision == RESEND:
        said = plural_phrase(
            "{count} letter goes out again.", "{count} letters go out again.", count
        )
        effects = tuple(LetterResent(each.number) for each in chosen)
    else:
        said = plural_phrase(
            "{count} letter is dropped: it will not be sent.",
            "{count} letters are dropped: they will not be sent.",
            count,
        )
        effects = tuple(LetterDropped(each.number) for each in chosen)
    parts: list[Part] = [Text(said)]
    if decision == RESEND and any(each.state is LetterState.UNKNOWN for each in chosen):
        parts.append(Note(phrase("What may be there already says that it is sent again.")))
    return Answer(Reply(tuple(parts), (_back(),)), effects)


def _overview(letters: tuple[Undelivered, ...], context: Context) -> Reply:
    if not letters:
        return Reply((Title(phrase("Outbox")), Text(phrase("Everything that was sent arrived."))))
    count = len(letters)
    heading = plural_phrase(
        "{count} letter waits for a decision", "{count} letters wait for a decision", count
    )
    parts: list[Part] = [Title(heading)]
    for letter in letters[:MOST_SHOWN]:
        parts += [Text(_heading(letter, context)), _facts(letter)]
    if more := count - MOST_SHOWN if count > MOST_SHOWN else 0:
        parts.append(Note(plural_phrase("and {count} older one", "and {count} older ones", more)))
    parts.append(Note(phrase("To decide: /outbox resend or /outbox drop, then a number, or all.")))
    buttons = [button for letter in letters[:WITH_BUTTONS] for button in _buttons(letter)]
    return Reply(tuple(parts), tuple(buttons))


def _heading(letter: Undelivered, context: Context) -> Phrase:
    return phrase(
        "{number}: {kind} to {chat} on {platform}, {moment}",
        number=str(letter.number),
        kind=KINDS[letter.kind],
        chat=letter.chat,
        platform=letter.platform,
        moment=Moment(letter.created_at.astimezone(context.zone)),
    )


def _facts(letter: Undelivered) -> Facts:
    facts = [Fact(phrase("State"), STATES[letter.state])]
    if letter.reason:
        facts.append(Fact(phrase("Reason"), verbatim(letter.reason)))
    return Facts(tuple(facts))


def _buttons(letter: Undelivered) -> tuple[Button, Button]:
    number = str(letter.number)
    return (
        Button(phrase("Send {number} again", number=number), "outbox", f"{RESEND} {number}"),
        Button(phrase("Drop {number}", number=number), "outbox", f"{DROP} {number}"),
    )


def _back() -> Button:
    return Button(phrase("What is set aside"), "outbox")


COMMAND = Command(
    name="outbox",
    summary=phrase("What did not arrive"),
    usage=phrase("[resend or drop, and a number]"),
    example=verbatim(""),
    answer=answer,
    access=Access.ADMINISTRATORS,
    topic=Topic.RUNNING,
)
