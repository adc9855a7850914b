"""One request from question to committed letter: person, handler, words, picture, commit."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from functools import partial

import structlog

from bot.admission import TurnedAway
from bot.amending import Amending
from bot.audience import answer_aloud, for_the_asker_alone, mendable
from bot.composing import SILENCE, compose
from bot.conversing import NOTHING_TO_SAY, Conversing
from bot.crashpoint import Point, reached
from bot.handover import Handover
from bot.illustrator import Illustrator
from bot.knowledge import Knowledge
from bot.lasting import LastingAnswers
from bot.middleware.guard import guard
from bot.middleware.identify import Identifier
from bot.shelf import Shelf
from bot.speech import Speech
from handlers.command import Access, Asked, Command, Context, DutyStatus, find_command, no_duties
from handlers.unknown import unknown_command
from messages.clock import Clock
from messages.delivery import ANSWER, Lane, Letter, LetterKey, LetterKind, LetterState, Piece
from messages.effect import LanguageChosen
from messages.form import Form
from messages.phrase import phrase
from messages.problem import Problem
from messages.reply import Answer, Reply, Text
from messages.request import Chat, Person, PlatformName, Request, RequestKey
from messages.wording import Wording
from platforms.contract import Platform
from storage import inbox, outbox
from storage.answers import Answered, commit_answer, end_requests
from storage.database import Connection, Database
from storage.drafts import DraftChanged
from storage.undelivered import Undelivered, undelivered
from storage.versions import AnswerChanged

log = structlog.get_logger()

# A message of Slack's fits, out of which a country is to be read; a longer one is a document.
MOST_ARGUMENTS = 4_000
# Of what somebody typed lately, from which their page is made.
MOST_REMEMBERED = 40


@dataclass(frozen=True, slots=True)
class Home:
    """Whose desk this is: the settings that answers depend on."""

    country: str
    series: str
    peer_group: str
    language: str
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Answering:
    database: Database
    clock: Clock
    platforms: Mapping[PlatformName, Platform]
    commands: tuple[Command, ...]
    home: Home
    identifier: Identifier
    knowledge: Knowledge
    shelf: Shelf
    speech: Speech
    illustrator: Illustrator
    amending: Amending
    conversing: Conversing
    duties: Callable[[], Awaitable[tuple[DutyStatus, ...]]] = no_duties
    lasting: LastingAnswers = field(default_factory=LastingAnswers)
    handover: Handover = field(default_factory=Handover)

    async def answer(self, request: Request) -> None:
        """Answer the request and commit answer, effects and the finished inbox row together."""
        while True:
            try:
                return await self._answer(request)
            except DraftChanged:
                log.warning("another answer to the question was quicker", request=request.key)

    async def _answer(self, request: Request) -> None:
        platform = self.platforms[request.chat.platform]
        if request.is_edit and await self.amending.has_nothing_to_say(request):
            await self._leave_unsaid(request)
            return
        person = await self.identifier.person(
            request.sender, request.chat, self.clock.now(), platform
        )
        command = None
        if not request.is_overheard:
            command = find_command(self.commands, request.command)
        named = replace(
            request,
            command=command.name if command else request.command,
            arguments=request.arguments[:MOST_ARGUMENTS],
        )
        context = await self.context(named.chat, person)
        answer = await self._ask(named, command, context)
        if answer.reply.form is not None:
            answer = await self._begin(answer.reply.form, named, answer, context)
        shown = named if command else replace(named, command="")
        await self._commit(shown, platform, answer, _spoken_to(person, answer))

    async def apologise(self, request: Request, reference: str) -> None:
        """Tell the user that we failed, under the number the log has, and set the row aside.

        Of all that an answer needs, only what cannot be done without is used once more.
        """
        platform = self.platforms[request.chat.platform]
        sentence = phrase(
            "Something went wrong on our side, not yours. If it happens again, tell the people "
            "who run Kopdar this number: {reference}",
            reference=reference,
        )
        wording = self.speech.wording(await self.identifier.language(request.sender))
        pieces = platform.render(request, Reply((Text(sentence),)), wording, None)
        letters = (self._letter(request, pieces, wording.language),) if pieces else ()

        def commit(connection: Connection) -> None:
            outbox.add(connection, letters)
            inbox.set_aside(connection, request.key, reference)

        await self.database.write(commit)
        self.handover.hand(letters)

    async def turn_away(self, turned: TurnedAway) -> bool:
        """Say why there is no answer, and be done with all that it is said of. False where nothing
        was said: whoever only opened a page has no place to be told."""
        request, platform = turned.request, self.platforms[turned.request.chat.platform]
        if turned.unless_awaited and await self.conversing.awaits(request):
            await self.answer(request)
            return False
        letters: tuple[Letter, ...] = ()
        if turned.reply.parts:
            wording = self.speech.wording(await self.identifier.language(request.sender))
            pieces = platform.render(request, turned.reply, wording, None)
            letter = self._letter(request, pieces, wording.language)
            letters = (replace(letter, key=LetterKey(turned.once or letter.key)),) if pieces else ()
        keys = (*turned.with_it, request.key)
        await self.database.write(partial(end_requests, keys=keys, letters=letters))
        self.handover.hand(letters)
        return bool(letters)

    async def silence(self, keys: Sequence[RequestKey]) -> None:
        """Be done with them without a word."""
        await self.database.write(partial(end_requests, keys=keys))

    async def set_aside(self, request: Request, reference: str) -> None:
        """Without a word to the user: not even the apology could be written."""
        await self.database.write(
            lambda connection: inbox.set_aside(connection, request.key, reference)
        )

    async def context(self, chat: Chat, person: Person) -> Context:
        """What may be looked at to answer this person there, now."""
        return Context(
            record=await self.knowledge.record(),
            measured=self.shelf,
            names=self.knowledge.names,
            person=person,
            chat=chat,
            now=self.clock.now(),
            home_country=self.home.country,
            default_series=self.home.series,
            peer_group=self.home.peer_group,
            commands=self.commands,
            zone=self.home.zone,
            duties=self.duties,
            undelivered=self._undelivered,
            asked=partial(self._asked, person),
        )

    async def _undelivered(self) -> tuple[Undelivered, ...]:
        return await self.database.read(undelivered)

    async def _asked(self, person: Person) -> tuple[Asked, ...]:
        typed = await self.database.read(
            lambda connection: inbox.latest_typed(connection, person.id, MOST_REMEMBERED)
        )
        return tuple(Asked(command, arguments) for command, arguments in typed)

    async def _ask(self, request: Request, command: Command | None, context: Context) -> Answer:
        try:
            say = self._wording(context.person).say
            continued = await self.conversing.turn(request, context, say)
            if continued is not None:
                return continued
            if command is None:
                raise unknown_command(request, context)
            ask = partial(self._carry_out, command, request)
            if self.platforms[request.chat.platform].is_read_by_others(request):
                return await answer_aloud(ask, context)
            return await ask(context)
        except Problem as problem:
            return Answer(mendable(problem))

    async def _carry_out(self, command: Command, request: Request, context: Context) -> Answer:
        guard(command, context.person)
        if command.is_lasting:
            answer = await self.lasting.answer(command, request, context)
        else:
            answer = await command.answer(request, context)
        return answer if command.access is Access.EVERYONE else for_the_asker_alone(answer)

    async def _begin(
        self, form: Form, request: Request, answer: Answer, context: Context
    ) -> Answer:
        """In a window where the platform has one, else question by question."""
        platform, wording = self.platforms[request.chat.platform], self._wording(context.person)
        if await platform.open_form(request, form, answer.reply, wording):
            return replace(answer, reply=NOTHING_TO_SAY.reply)
        return await self.conversing.begin(
            request, context, answer, platform.hears_answers(request)
        )

    async def _commit(
        self, request: Request, platform: Platform, answer: Answer, person: Person
    ) -> None:
        wording = self.speech.wording(person.language)
        earlier, composed = None, SILENCE
        if answer.reply.parts:
            earlier = await self.amending.earlier(request) if request.is_edit else None
            composed = await compose(
                platform,
                request,
                answer.reply,
                wording,
                self.illustrator,
                self.clock,
                await self.amending.in_place_of(request, earlier),
            )
        await reached(Point.HANDLED)
        try:
            letter = self._letter(request, composed.pieces, wording.language)
            answered = Answered(
                request=request.key,
                person=person.id,
                effects=answer.effects,
                letters=(letter,) if composed.pieces else (),
                pictures=composed.pictures,
                withdrawn=earlier if earlier and earlier.state is LetterState.WAITING else None,
                sent_by=self.handover.owner,
            )
            committed = await commit_answer(self.database, answered)
        except AnswerChanged:
            await self._commit(request, platform, answer, person)
            return
        self.handover.hand(answered.letters, committed.leased)
        if answer.effects:
            # Such as that an operator has a letter sent again.
            self.handover.letters_waiting.set()
        await reached(Point.ANSWERED)

    async def _leave_unsaid(self, request: Request) -> None:
        await self.database.write(lambda connection: inbox.finish(connection, request.key))

    def _wording(self, person: Person) -> Wording:
        return self.speech.wording(person.language)

    def _letter(self, request: Request, pieces: tuple[Piece, ...], language: str) -> Letter:
        now = self.clock.now()
        return Letter(
            key=LetterKey(f"{request.key}{ANSWER}"),
            chat=request.chat,
            pieces=pieces,
            kind=LetterKind.ANSWER,
            lane=Lane.ANSWER,
            created_at=now,
            not_before=now,
            language=language,
        )


def _spoken_to(person: Person, answer: Answer) -> Person:
    """The person as the answer finds them: a language just chosen is spoken at once."""
    for effect in answer.effects:
        match effect:
            case LanguageChosen(language):
                person = replace(person, language=language)
    return person
