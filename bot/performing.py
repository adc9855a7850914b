"""One slot of a duty from claim to commit: act, words, picture, letters, one commit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog

from bot.answering import Answering, Home
from bot.composing import compose
from bot.crashpoint import Point, reached
from bot.edition import NoEdition, publish
from bot.illustrator import Illustrator
from bot.knowledge import Knowledge
from bot.patience import patiently
from bot.speech import Speech
from bot.telemetry import new_reference
from bot.timetable import Line, Timetable
from handlers.duties.duty import DutyContext, Occasion, Outcome, Told
from messages.clock import Clock
from messages.delivery import Letter, LetterKey, pause_before_attempt
from messages.phrase import Moment, phrase
from messages.reply import Note, Reply, Title
from messages.request import AccountId, PlatformName, Request, RequestKey, Sender
from platforms.contract import Platform
from storage import due
from storage.database import Database
from storage.due import Claimed, DueState
from storage.outcomes import commit_outcome

# Nobody calls a letter late that comes within this.
LATE_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 12

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Performing:
    database: Database
    clock: Clock
    platforms: Mapping[PlatformName, Platform]
    home: Home
    knowledge: Knowledge
    speech: Speech
    illustrator: Illustrator
    timetable: Timetable

    @classmethod
    def beside(cls, answering: Answering, timetable: Timetable) -> "Performing":
        """With all that answers are made with."""
        return cls(
            database=answering.database,
            clock=answering.clock,
            platforms=answering.platforms,
            home=answering.home,
            knowledge=answering.knowledge,
            speech=answering.speech,
            illustrator=answering.illustrator,
            timetable=timetable,
        )

    async def perform(self, claimed: Claimed) -> None:
        """Do it, or say why not; never raises but for what also keeps this from being written."""
        line = self.timetable.find((claimed.duty, claimed.target))
        now = self.clock.now()
        lateness = max(timedelta(0), now - claimed.slot.due_at)
        if line is None or _is_too_late(line, lateness):
            await self._drop(claimed, lateness)
            return
        quiet, zone = line.schedule.quiet, line.target.zone
        if quiet is not None and (over_at := quiet.over_at(now, zone)) > now:
            await self.database.write(lambda connection: due.hold(connection, claimed, over_at))
            return
        try:
            await self._act(line, claimed, lateness)
        except Exception:
            await self._fail(claimed)

    async def _act(self, line: Line, claimed: Claimed, lateness: timedelta) -> None:
        occasion = Occasion(line.target, claimed.slot, lateness)
        outcome = await line.duty.act(occasion, await self._context())
        letters, drawn = await self._letters(line, claimed, lateness, outcome)
        await reached(Point.ACTED)

        async def commit() -> bool:
            return await commit_outcome(
                self.database, claimed, self.clock.now(), outcome.effects, letters, drawn
            )

        is_ours = await patiently(self.clock, commit)
        await reached(Point.PERFORMED)
        log.info(
            "duty done" if is_ours else "duty left to another: the lease was lost",
            **_named(claimed),
            late=str(lateness) if lateness > LATE_AFTER else None,
            letters=len(letters),
        )

    async def _context(self) -> DutyContext:
        return DutyContext(
            record=await self.knowledge.record(),
            names=self.knowledge.names,
            now=self.clock.now(),
            home_country=self.home.country,
            default_series=self.home.series,
            peer_group=self.home.peer_group,
            make_edition=self._make_edition,
        )

    async def _make_edition(self) -> None:
        """That there is nothing to score yet is no failure: it is tried again a week later."""
        try:
            made = await publish(self.database, self.clock.now(), self.home.zone)
        except NoEdition as refused:
            log.warning("no edition made", reasons=list(refused.sentences))
        else:
            log.info("edition", period=made.edition.edition.period, is_new=made.is_new)

    async def _letters(
        self, line: Line, claimed: Claimed, lateness: timedelta, outcome: Outcome
    ) -> tuple[tuple[Letter, ...], dict[str, bytes]]:
        letters: list[Letter] = []
        drawn: dict[str, bytes] = {}
        for number, told in enumerate(outcome.told, start=1):
            reply = told.reply
            if lateness > LATE_AFTER:
                reply = mark_late(reply, line, claimed)
            key = f"due:{claimed.duty}:{claimed.target}:{claimed.slot.name}:{number}"
            letter, pictures = await self._letter(key, claimed, replace(told, reply=reply))
            letters.append(letter)
            drawn |= pictures
        return tuple(letters), drawn

    async def _letter(
        self, key: str, claimed: Claimed, told: Told
    ) -> tuple[Letter, Mapping[str, bytes]]:
        """Rendered as the answer to a request that nobody made would be."""
        platform, now = self.platforms[told.chat.platform], self.clock.now()
        request = Request(
            key=RequestKey(key),
            sender=Sender(told.chat.platform, AccountId("")),
            chat=told.chat,
            command=claimed.duty,
            arguments="",
            received_at=now,
        )
        wording = self.speech.wording(told.language)
        composed = await compose(
            platform, request, told.reply, wording, self.illustrator, self.clock
        )
        letter = Letter(
            key=LetterKey(key),
            chat=told.chat,
            pieces=composed.pieces,
            kind=told.kind,
            lane=told.lane,
            created_at=now,
            not_before=now,
            language=told.language,
        )
        return letter, composed.pictures

    async def _drop(self, claimed: Claimed, lateness: timedelta) -> None:
        await self.database.write(
            lambda connection: due.end(connection, claimed, DueState.DROPPED, self.clock.now())
        )
        log.warning(
            "duty dropped: too late, or no longer scheduled", **_named(claimed), late=str(lateness)
        )

    async def _fail(self, claimed: Claimed) -> None:
        """A bug, or something that is not there now: tried again after growing pauses."""
        reference, now = new_reference(), self.clock.now()
        log.exception("duty failed", **_named(claimed), reference=reference)
        if claimed.attempts < MOST_ATTEMPTS:
            pause = pause_before_attempt(claimed.attempts)
            work = partial(due.put_off, not_before=now + pause, reference=reference)
        else:
            work = partial(due.end, state=DueState.SET_ASIDE, at=now, reference=reference)
        await self.database.write(partial(work, claimed=claimed))


def mark_late(reply: Reply, line: Line, claimed: Claimed) -> Reply:
    """Said below the title, or first where there is none."""
    due_at = Moment(claimed.slot.due_at.astimezone(line.target.zone))
    note = Note(phrase("This comes late: it was due on {moment}.", moment=due_at))
    after = 1 if reply.parts and isinstance(reply.parts[0], Title) else 0
    return replace(reply, parts=(*reply.parts[:after], note, *reply.parts[after:]))


def _is_too_late(line: Line, lateness: timedelta) -> bool:
    drop_after = line.schedule.drop_after
    return drop_after is not None and lateness > drop_after


def _named(claimed: Claimed) -> dict[str, str]:
    return {"duty": claimed.duty, "target": claimed.target, "slot": claimed.slot.name}
