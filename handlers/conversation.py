"""One turn of a form that is asked question by question: an answer, back, skip, cancel, send.

A typed word, a pressed button and a command with a slash all are turns. A button names the step
that it was made for, so that one of an earlier question changes nothing.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.command import Context
from handlers.form import FormHandler
from handlers.questions import ask, token
from messages.effect import DraftDropped, DraftKept
from messages.form import (
    Draft,
    Filled,
    OneOf,
    Say,
    Unfit,
    gone_back,
    next_question,
    read_answer,
    with_answer,
)
from messages.phrase import Phrase, phrase
from messages.problem import NotFound
from messages.reply import Answer, Part, Reply, Text
from messages.request import Request


class Step(StrEnum):
    ANSWER = "answer"
    BACK = "back"
    SKIP = "skip"
    CANCEL = "cancel"
    SEND = "send"
    GO_ON = "continue"


# As they are typed, with or without a slash, in every language at once; a choice is only pressed.
WORDS = {
    "back": Step.BACK,
    "kembali": Step.BACK,
    "skip": Step.SKIP,
    "lewati": Step.SKIP,
    "cancel": Step.CANCEL,
    "batal": Step.CANCEL,
    "send": Step.SEND,
    "kirim": Step.SEND,
    "continue": Step.GO_ON,
    "lanjut": Step.GO_ON,
}
PRESSED = {**WORDS, "answer": Step.ANSWER}


@dataclass(frozen=True, slots=True)
class Turn:
    """`words` answer the question; `token` is that of the button, where one was pressed."""

    step: Step
    words: str = ""
    token: str | None = None


def read_turn(request: Request) -> Turn | None:
    """What the request would be to an open question; None where it is something else."""
    if request.plain is not None:
        word = request.plain.strip().casefold()
        if word in WORDS:
            return Turn(WORDS[word])
        return Turn(Step.ANSWER, words=request.plain)
    if step := PRESSED.get(request.command.casefold()):
        made_for, _, words = request.arguments.partition(" ")
        return Turn(step, words=words, token=made_for or None)
    return None


def no_question_open(turn: Turn) -> NotFound:
    if turn.token is not None:
        return NotFound(
            phrase("That question is not open any more, or it was asked of somebody else."),
            stands_beside=True,
        )
    return NotFound(phrase("No question is open, so there is nothing to do."))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A draft and the form that it is of, in the request's chat."""

    handler: FormHandler
    draft: Draft
    request: Request
    context: Context
    say: Say

    async def take(self, turn: Turn) -> Answer:
        draft = self.draft
        if turn.token is not None and turn.token != token(draft):
            return self._outdated()
        match turn.step:
            case Step.ANSWER:
                return self._answered(turn)
            case Step.BACK:
                return self._moved(gone_back(self.handler.form, draft))
            case Step.SKIP:
                return self._skipped()
            case Step.CANCEL:
                dropped = DraftDropped(self.request.chat, draft.id)
                given_up = phrase("Stopped: nothing of it was sent, and nothing is kept.")
                return Answer(Reply((Text(given_up),)), (dropped,))
            case Step.SEND:
                return await self._sent()
            case Step.GO_ON:
                return self._again(None)

    def _answered(self, turn: Turn) -> Answer:
        question = next_question(self.handler.form, self.draft)
        if question is None:
            return self._again(phrase("Everything is answered. Choose Send, or go back."))
        words = turn.words
        if turn.token is not None and isinstance(question.kind, OneOf):
            chosen = question.kind.choices[int(words) : int(words) + 1] if words.isdigit() else ()
            words = chosen[0].value if chosen else ""
        try:
            kept = read_answer(question, words, self.say)
        except Unfit as unfit:
            return self._again(unfit.sentence)
        return self._moved(with_answer(self.handler.form, self.draft, kept))

    def _skipped(self) -> Answer:
        question = next_question(self.handler.form, self.draft)
        if question is None or not question.is_optional:
            return self._again(phrase("This one cannot be skipped."))
        return self._moved(with_answer(self.handler.form, self.draft, None))

    async def _sent(self) -> Answer:
        if next_question(self.handler.form, self.draft) is not None:
            return self._again(phrase("Not everything is answered yet."))
        filled = Filled(self.draft.form, self.draft.about, self.draft.answers)
        answer = await self.handler.finish(filled, self.request, self.context)
        dropped = DraftDropped(self.request.chat, self.draft.id)
        return replace(answer, effects=(*answer.effects, dropped))

    def _outdated(self) -> Answer:
        """Its message may be somebody else's question: nothing takes that one's place."""
        again = self._again(phrase("That question is answered already. This one is open now:"))
        return replace(again, reply=replace(again.reply, stands_beside=True))

    def _moved(self, draft: Draft) -> Answer:
        return asked(self.handler, draft, self.request, self.context, before=self.draft)

    def _again(self, notice: Phrase | None) -> Answer:
        """The open question once more, below what is to be said; nothing is changed but where
        it is asked."""
        notices = (Text(notice),) if notice else ()
        return asked(
            self.handler, self.draft, self.request, self.context, before=self.draft, above=notices
        )


def asked(
    handler: FormHandler,
    draft: Draft,
    request: Request,
    context: Context,
    before: Draft | None,
    above: tuple[Part, ...] = (),
) -> Answer:
    """The question that is open in the draft, and the draft kept with the letter it goes out in."""
    asked_in = replace(draft, question=f"{request.key}:answer")
    reply = ask(handler.form, asked_in, is_private=request.chat.is_private)
    kept = DraftKept(request.chat, asked_in, before.step if before else None, context.now)
    return Answer(replace(reply, parts=(*above, *reply.parts)), (kept,))
