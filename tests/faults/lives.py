"""Lives the plan: starts, asks, troubles, kills; and at the end compares the three histories."""

import asyncio
import contextlib
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from tests.faults.histories import Verdict
from tests.faults.kopdar import LOOK_EVERY
from tests.faults.schedule import REGULARS, Life, Question, Way
from tests.faults.storm import Storm
from tests.faults.world import World

LISTENS_WITHIN = 30.0
FREEZE = 0.1
LAST_SETTLING = 180.0


@dataclass(slots=True)
class Tally:
    """What a run counts besides its verdict. `in_flight` are letters that were under way at a
    kill, or whose call met a trouble that leaves it open whether it arrived."""

    kills: int
    updates: int
    answers: int
    in_flight: int
    verdict: Verdict
    whole: bool

    @property
    def is_kept(self) -> bool:
        return self.verdict.is_kept and self.whole and len(self.verdict.unknown) <= self.in_flight

    def __str__(self) -> str:
        return (
            f"kills {self.kills}  updates in {self.updates}  answers out {self.answers}  "
            f"lost {len(self.verdict.lost)}  doubled {len(self.verdict.doubled)}  "
            f"unknown {len(self.verdict.unknown)} (in flight {self.in_flight})"
        )


class Lives:
    def __init__(self, world: World) -> None:
        self._world = world
        self._storm = Storm(world.telegram, world.slack)
        self._on_telegram = [world.telegram.person(f"Regular {n}") for n in range(REGULARS)]
        self._on_slack = [world.slack.person(f"Regular {n}") for n in range(REGULARS)]
        self._channel = world.slack.channel("desk", self._on_slack)
        self._asking: set[asyncio.Task[None]] = set()
        self._kills = 0
        self._in_flight: set[str] = set()

    async def run(self, plan: Iterable[Life]) -> Tally:
        for life in plan:
            await self._live(life)
        await asyncio.gather(*self._asking)
        await self._world.kopdar.start()
        await self._world.until_settled(LAST_SETTLING)
        self._world.kopdar.signal(signal.SIGTERM)
        code = await self._world.kopdar.ended()
        verdict = self._world.verdict()
        return Tally(
            kills=self._kills,
            updates=len(self._world.books.inbox()),
            answers=len(self._world.recorder.accepted),
            in_flight=len(self._in_flight) + self._storm.left_open,
            verdict=verdict,
            whole=self._world.books.is_whole() and code == 0,
        )

    async def _live(self, life: Life) -> None:
        kopdar = self._world.kopdar
        polls = len(self._world.telegram.calls_to("getUpdates"))
        self._storm.begin(life.telegram, life.slack, life.troubles)
        await kopdar.start(life.fault)
        for question in life.questions:
            task = asyncio.create_task(self._ask(question))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        if not life.is_cut_short:
            await self._until_listening(polls)
        if life.freezes:
            kopdar.signal(signal.SIGSTOP)
            await asyncio.sleep(FREEZE)
            kopdar.signal(signal.SIGCONT)
        if life.drops_socket:
            self._world.slack.sockets.drop()
        with contextlib.suppress(TimeoutError):
            await kopdar.ended(life.seconds)
        await kopdar.kill()
        self._kills += 1
        self._in_flight |= {
            letter.key for letter in self._world.books.letters() if letter.state == "sending"
        }
        self._storm.end()

    async def _until_listening(self, polls: int) -> None:
        """Or until it is dead."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LISTENS_WITHIN):
                while len(self._world.telegram.calls_to("getUpdates")) == polls:
                    with contextlib.suppress(TimeoutError):
                        await self._world.kopdar.ended(LOOK_EVERY)
                        return

    async def _ask(self, question: Question) -> None:
        await asyncio.sleep(question.after)
        match question.way:
            case Way.TELEGRAM:
                who = None if question.regular is None else self._on_telegram[question.regular]
                await self._world.ask_on_telegram(who)
            case Way.SLACK_MESSAGE:
                asker = None if question.regular is None else self._on_slack[question.regular]
                with contextlib.suppress(TimeoutError):
                    await self._world.ask_on_slack(asker)
            case Way.SLACK_COMMAND:
                # Slack tells its user at once when nobody listens: then nothing was promised.
                if self._world.slack.sockets.count:
                    await self._world.command_on_slack(self._on_slack[0], self._channel)
