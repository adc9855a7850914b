"""`/metrics`: what Kopdar counts and how long it takes, in the form that Prometheus reads.

Labels are names of ours: platforms, lanes, states, outcomes, duties. Never a person, a chat, a
text or a secret.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.leadership import Leadership
from bot.observing import DELIVERED, Answered, Sent
from messages.clock import Clock
from messages.request import Chat, Inbound, PlatformName, Request, Unreadable
from platforms.contract import Accept, HttpAnswer, RemotePlatform
from storage import backlog, due
from storage.backlog import Waiting
from storage.database import Database

# From a commit's milliseconds to a pacing of minutes.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
# The version of the text format: https://prometheus.io/docs/instrumenting/exposition_formats/
EXPOSITION = "text/plain; version=0.0.4"


class Metrics:
    """Counts what it is told; what waits it reads when it is asked."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._received = self._counter(
            "kopdar_received",
            "Events committed to the inbox, repeats included, or refused as a flood.",
            ["platform"],
        )
        self._refused = Counter(
            "kopdar_refused", "Not kept: their sender had asked too much.", registry=self._registry
        )
        self._answered = self._counter(
            "kopdar_answered",
            "Requests done with: answered, apologised for, or set aside.",
            ["platform", "outcome"],
        )
        self._commit = self._histogram(
            "kopdar_commit_seconds", "From an event read to its commit.", ["platform"]
        )
        self._answer = self._histogram(
            "kopdar_answer_seconds", "From its commit to its answer written.", ["platform"]
        )
        self._sent = self._counter(
            "kopdar_sent",
            "Calls to a platform, by what became of them.",
            ["platform", "lane", "outcome"],
        )
        self._delivery = self._histogram(
            "kopdar_delivery_seconds",
            "From a letter written to its piece delivered.",
            ["platform", "lane"],
        )
        self._call = self._histogram(
            "kopdar_call_seconds", "One call to a platform, whatever became of it.", ["platform"]
        )
        self._inbox = self._gauge(
            "kopdar_inbox_requests", "Events not answered yet or set aside.", ["platform", "state"]
        )
        self._inbox_age = self._gauge(
            "kopdar_inbox_oldest_seconds",
            "Age of the oldest event that waits for its answer.",
            ["platform"],
        )
        self._letters = self._gauge(
            "kopdar_letters", "Letters not delivered.", ["platform", "lane", "state"]
        )
        self._letters_age = self._gauge(
            "kopdar_letters_oldest_seconds",
            "Age of the oldest letter that waits.",
            ["platform", "lane"],
        )
        self._late = self._gauge(
            "kopdar_due_late_seconds", "How late the oldest slot of a duty is.", ["duty"]
        )
        self._heard = self._gauge(
            "kopdar_heard_seconds",
            "Since a platform last gave a sign of life; without a value: never.",
            ["platform"],
        )
        self._leads = self._gauge("kopdar_leading", "1 where this process serves, else 0.", [])

    def timed(self, accept: Accept, clock: Clock) -> Accept:
        """The same, counted: each event from when it was read to when it was committed."""

        async def accept_and_count(inbound: Sequence[Inbound]) -> None:
            await accept(inbound)
            now = clock.now()
            for each in inbound:
                match each:
                    case Request(chat=Chat(platform=name), received_at=read_at):
                        self._count(name, now - read_at)
                    case Unreadable(platform=name, received_at=read_at):
                        self._count(name, now - read_at)

        return accept_and_count

    def _count(self, platform: PlatformName, took: timedelta) -> None:
        self._received(platform).inc()
        self._commit(platform).observe(seconds(took))

    def answered(self, answered: Answered) -> None:
        self._answered(answered.platform, answered.outcome).inc()
        self._answer(answered.platform).observe(seconds(answered.took))

    def refused(self, count: int) -> None:
        self._refused.inc(count)

    def sent(self, sent: Sent) -> None:
        self._sent(sent.platform, sent.lane, sent.outcome).inc()
        self._call(sent.platform).observe(seconds(sent.took))
        if sent.outcome == DELIVERED:
            age = seconds(sent.age + sent.took)
            self._delivery(sent.platform, sent.lane).observe(age)

    async def read(
        self,
        database: Database,
        clock: Clock,
        platforms: Iterable[RemotePlatform],
        leadership: Leadership,
    ) -> HttpAnswer:
        """All figures as they are now."""
        requests, letters, slots = await database.read(
            lambda connection: (
                backlog.requests(connection),
                backlog.outgoing(connection),
                due.open_slots(connection),
            )
        )
        now = clock.now()
        self._set_requests(requests, now)
        self._set_letters(letters, now)
        self._set_due(slots, now)
        self._set_heard({each.name: each.heard_at for each in platforms}, clock.monotonic())
        self._leads.set(leadership.is_held)
        return HttpAnswer(200, generate_latest(self._registry).decode(), EXPOSITION)

    def _set_requests(self, requests: Iterable[Waiting], now: datetime) -> None:
        self._inbox.clear()
        self._inbox_age.clear()
        for each in requests:
            self._inbox.labels(each.platform, each.state).set(each.count)
            if each.state == "waiting":
                self._inbox_age.labels(each.platform).set(seconds(now - each.oldest))

    def _set_letters(self, letters: Iterable[Waiting], now: datetime) -> None:
        self._letters.clear()
        self._letters_age.clear()
        for each in letters:
            self._letters.labels(each.platform, each.lane, each.state).set(each.count)
            if each.state == "waiting":
                age = seconds(now - each.oldest)
                self._letters_age.labels(each.platform, each.lane).set(age)

    def _set_due(self, slots: Mapping[due.Pair, due.Waiting], now: datetime) -> None:
        self._late.clear()
        late = {duty: seconds(now - waiting.slot.due_at) for (duty, _), waiting in slots.items()}
        for (duty, _), waiting in slots.items():
            late[duty] = max(late[duty], seconds(now - waiting.slot.due_at))
        for name, lateness in late.items():
            self._late.labels(name).set(lateness)

    def _set_heard(self, heard: Mapping[PlatformName, float | None], now: float) -> None:
        self._heard.clear()
        for platform, at in heard.items():
            if at is not None:
                self._heard.labels(platform).set(now - at)

    def _counter(self, name: str, meaning: str, labels: list[str]) -> Callable[..., Counter]:
        # The library looks for the one with these labels under a lock, at every call.
        return cache(Counter(name, meaning, labels, registry=self._registry).labels)

    def _histogram(self, name: str, meaning: str, labels: list[str]) -> Callable[..., Histogram]:
        histogram = Histogram(name, meaning, labels, buckets=BUCKETS, registry=self._registry)
        return cache(histogram.labels)

    def _gauge(self, name: str, meaning: str, labels: list[str]) -> Gauge:
        return Gauge(name, meaning, labels, registry=self._registry)


def seconds(time: timedelta) -> float:
    """Not less than none: clocks are set back."""
    return max(0.0, time.total_seconds())
