"""Which requests are worked on, which are turned away with a sentence, and which in silence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.middleware.flood import FloodLimit, Verdict
from bot.middleware.late import WORTH_ANSWERING, Asker, asker_of, is_late, may_answer
from handlers.arguments import fits_button
from messages.clock import Clock
from messages.phrase import phrase
from messages.reply import Button, Reply, Text
from messages.request import Inbound, Request, RequestKey

UNSAID = Reply(())


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Gets this reply in place of an answer; those `with_it` are done with it, unsaid.

    Of several with the same `once` a single one is said, whatever dies in between. With
    `unless_awaited` it is answered all the same where a question of ours is open. It `is_last`
    where nothing else of its sender gets an answer for a while.
    """

    request: Request
    reply: Reply
    with_it: tuple[RequestKey, ...] = ()
    once: str | None = None
    unless_awaited: bool = False
    is_last: bool = False


@dataclass(slots=True)
class Admitted:
    """`to_do` in the order in which it came; `silenced` are done without a word."""

    to_do: list[Request | TurnedAway] = field(default_factory=list)
    silenced: list[RequestKey] = field(default_factory=list)


class Admission:
    """`flood_limit`: requests a minute from one account; 0: as many as one likes."""

    def __init__(self, clock: Clock, flood_limit: int = 0) -> None:
        self._clock = clock
        self._flood = FloodLimit(flood_limit)
        # How late something is must not grow when somebody sets the clock of the machine ahead.
        self._began_at, self._began = clock.now(), clock.monotonic()
        self._told_at: dict[Asker, datetime] = {}

    def kept(self, inbound: Sequence[Inbound]) -> Sequence[Inbound]:
        """What is to be kept of what came. The rest is of somebody who was told that it gets no
        answer: to write it down first would make everybody else wait for the disk."""
        return [each for each in inbound if not self._is_refused(each)]

    def turned_away(self, turned: TurnedAway, is_said: bool) -> None:
        """That is committed, with its reply where `is_said`."""
        if turned.is_last and is_said:
            self._flood.told(account_of(turned.request))
        elif turned.is_last:
            self._flood.not_told(account_of(turned.request))

    def admit(self, requests: Sequence[Request]) -> Admitted:
        """Sort what came in, or what an earlier process left."""
        now = self._now()
        late: dict[Asker, list[Request]] = {}
        for request in requests:
            if is_late(request, now):
                late.setdefault(asker_of(request), []).append(request)
        admitted = Admitted()
        for asker, asked in late.items():
            self._turn_away_late(asker, asked, now, admitted)
        for request in requests:
            if not is_late(request, now):
                self._judge(request, admitted)
        return admitted

    def _turn_away_late(
        self, asker: Asker, asked: list[Request], now: datetime, admitted: Admitted
    ) -> None:
        """Once for all that one person asked in one chat, after what they asked last.

        Typed words may be answers, and are looked at one by one: only a command surely is late.
        """
        told_at = self._told_at.get(asker)
        is_told = told_at is not None and now - told_at < WORTH_ANSWERING
        once = f"{':'.join(filter(None, asker))}:late:{now:%Y-%m-%dT%H}"
        words = [request for request in asked if may_answer(request)]
        commands = [request for request in asked if not may_answer(request)]
        keys = tuple(request.key for request in commands)
        if is_told:
            admitted.silenced.extend(keys)
        elif commands:
            self._told_at[asker] = now
            last = commands[-1]
            admitted.to_do.append(TurnedAway(last, too_late(last), keys[:-1], once))
        for request in words:
            is_said = request is words[-1] and not commands and not is_told
            reply = too_late(request) if is_said else UNSAID
            admitted.to_do.append(TurnedAway(request, reply, (), once, unless_awaited=True))

    def _judge(self, request: Request, admitted: Admitted) -> None:
        if not is_limited(request):
            admitted.to_do.append(request)
            return
        match self._flood.judge(account_of(request), self._instant_of(request)):
            case Verdict.FREE:
                admitted.to_do.append(request)
            case Verdict.TOO_MANY:
                reply = too_many(self._flood.limit)
                admitted.to_do.append(TurnedAway(request, reply, is_last=True))
            case Verdict.SILENCE:
                admitted.silenced.append(request.key)

    def _is_refused(self, inbound: Inbound) -> bool:
        return (
            isinstance(inbound, Request)
            and self._flood.refuses(account_of(inbound), self._instant_of(inbound))
            and is_limited(inbound)
            and not is_late(inbound, self._now())
        )

    def _now(self) -> datetime:
        """Not later than the wall clock says: it may have been ahead when the process began, and
        been set right since."""
        since_it_began = timedelta(seconds=self._clock.monotonic() - self._began)
        return min(self._began_at + since_it_began, self._clock.now())

    def _instant_of(self, request: Request) -> float:
        """When it was asked, on the monotonic clock: what an outage held up comes all at once.
        Now, where the platform does not tell."""
        now = self._now()
        age = now - (request.asked_at or now)
        return self._clock.monotonic() - max(0.0, age.total_seconds())


def is_limited(request: Request) -> bool:
    """Not what is overheard, since in a group many talk, and fast; nor a form that is filled in:
    that took a person's time, and Kopdar had offered it."""
    return not request.is_overheard and request.filled is None


def account_of(request: Request) -> str:
    return f"{request.sender.platform}:{request.sender.account}"


def too_many(limit: int) -> Reply:
    sentence = phrase(
        "That is more than {limit} requests within a minute. Kopdar answers you again in a "
        "minute; what you send until then gets no answer.",
        limit=limit,
    )
    return Reply((Text(sentence),), stands_beside=True, is_personal=True)


def too_late(request: Request) -> Reply:
    """With a button that asks the same again, where one can hold it."""
    sentence = phrase(
        "Kopdar could not answer when you asked, and that is more than an hour ago. If you still "
        "want to know, ask again."
    )
    again = Button(phrase("Ask again"), request.command, request.arguments)
    can_ask = bool(request.command) and fits_button(request.command, request.arguments)
    return Reply(
        (Text(sentence),),
        buttons=(again,) if can_ask else (),
        stands_beside=True,
        is_personal=True,
    )
