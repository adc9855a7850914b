"""Answers that are the same for everybody who asks the same: they are made once.

The handler is told nothing that tells one asker from another but what its answer is kept under,
so that none can hold anything of who asked first.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.command import (
    Command,
    Context,
    MeasuredEditions,
    no_duties,
    nothing_asked,
    nothing_undelivered,
)
from messages.reply import Answer
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Person,
    PersonId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
)
from ranking.measured import MeasuredEdition
from ranking.published import PublishedRecord

# With its picture's names and ranks an answer takes about a tenth of a megabyte.
MOST_KEPT = 64

ANYBODY = PlatformName("any")
ANYWHERE = Chat(ANYBODY, ChatId(""))


@dataclass(frozen=True, slots=True)
class Question:
    """All that an answer may depend on beside the record and the settings; `at` is the minute."""

    command: str
    arguments: str
    language: str
    is_admin: bool
    is_allowed: bool
    at: datetime


class LastingAnswers:
    def __init__(self) -> None:
        self._kept: OrderedDict[Question, tuple[PublishedRecord, Answer]] = OrderedDict()

    async def answer(self, command: Command, request: Request, context: Context) -> Answer:
        """The answer of a command that `is_lasting`. Raises what its handler raises."""
        question = question_of(command, request, context)
        record, answer = self._kept.get(question, (None, None))
        if answer is not None and record is context.record:
            self._kept.move_to_end(question)
            return answer
        measured = Watched(context.measured)
        answer = await command.answer(
            put(question), as_seen_by_anybody(question, context, measured)
        )
        # New ones may be there any time, made by whichever process.
        if not measured.was_looked_at and not answer.effects:
            self._keep(question, context.record, answer)
        return answer

    def _keep(self, question: Question, record: PublishedRecord, answer: Answer) -> None:
        self._kept[question] = record, answer
        self._kept.move_to_end(question)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


class Watched:
    """The measured editions, and whether anybody looked at them."""

    def __init__(self, measured: MeasuredEditions) -> None:
        self._measured = measured
        self.was_looked_at = False

    async def periods(self) -> tuple[str, ...]:
        self.was_looked_at = True
        return await self._measured.periods()

    async def read(self, period: str) -> MeasuredEdition:
        self.was_looked_at = True
        return await self._measured.read(period)


def question_of(command: Command, request: Request, context: Context) -> Question:
    person = context.person
    return Question(
        command.name,
        request.arguments,
        person.language,
        person.is_admin,
        person.is_allowed,
        context.now.replace(second=0, microsecond=0),
    )


def put(question: Question) -> Request:
    """As if nobody in particular had asked."""
    return Request(
        key=RequestKey(""),
        sender=Sender(ANYBODY, AccountId("")),
        chat=ANYWHERE,
        command=question.command,
        arguments=question.arguments,
        received_at=question.at,
    )


def as_seen_by_anybody(question: Question, context: Context, measured: MeasuredEditions) -> Context:
    return replace(
        context,
        measured=measured,
        person=Person(
            PersonId(0),
            question.language,
            is_admin=question.is_admin,
            is_allowed=question.is_allowed,
        ),
        chat=ANYWHERE,
        now=question.at,
        duties=no_duties,
        undelivered=nothing_undelivered,
        asked=nothing_asked,
    )
