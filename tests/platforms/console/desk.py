"""Somebody to talk to: answers the console's requests through its own front door."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from io import StringIO

import pytest

from messages.chart import Picture, RankLine
from messages.delivery import SendOutcome
from messages.phrase import CountryName, phrase, verbatim
from messages.reply import (
    Align,
    Button,
    Column,
    Fact,
    Facts,
    Items,
    Note,
    Reply,
    Source,
    Sources,
    Table,
    Text,
    Title,
)
from messages.request import Inbound, Request
from messages.wording import Wording
from platforms.console.platform import ConsolePlatform

ENGLISH = Wording("en", NullTranslations(), {"ID": "Indonesia", "JP": "日本"})
PNG = b"\x89PNG\r\n\x1a\n picture"
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def table(*headings: tuple[str, Align], rows: Sequence[Sequence[str]]) -> Table:
    return Table(
        tuple(Column(verbatim(heading), align) for heading, align in headings),
        tuple(tuple(map(verbatim, row)) for row in rows),
    )


RANK = Reply(
    parts=(
        Title(phrase("{country}: {edition}", country=CountryName("ID"), edition="DDR 2017")),
        Facts(
            (
                Fact(phrase("World rank"), phrase("{rank} of {ranked}", rank=41, ranked=209)),
                Fact(
                    phrase("In Asia"),
                    verbatim(
                        "6th, behind Japan, India, Saudi Arabia, United Arab Emirates and Kuwait "
                        "(their exact ranks are not published)"
                    ),
                ),
            )
        ),
        RankLine(
            title=verbatim("Indonesia"),
            subtitle=verbatim("18 published positions of 209 ranked"),
            last=209,
            positions=(),
            unplaced=(),
            source=verbatim("Diplomacy Live"),
            alternative=verbatim("A line from first to last: Indonesia is 41 of 209."),
        ),
        Note(verbatim("Published figures. Edition: DDR 2017. Read in: Antara.")),
    ),
    buttons=(
        Button(phrase("Compare with peers"), "compare", "ID ddr 2017"),
        Button(phrase("Sources"), "sources", "ID"),
    ),
    country="ID",
)

COMPARE = Reply(
    parts=(
        Title(verbatim("Three ministries")),
        Text(verbatim("Side by side, as published.")),
        table(
            ("Country", Align.START),
            ("World rank", Align.END),
            ("Score", Align.END),
            ("Rating", Align.START),
            rows=[
                ("Indonesia", "41", "43.34", "CC++"),
                ("日本", "7", "78.02", "A+++"),
                ("United Arab Emirates", "1–10", "not published", ""),
            ],
        ),
        Items((verbatim("A range is published as a range and is never narrowed by Kopdar."),)),
    )
)

SOURCES = Reply(
    parts=(
        Title(verbatim("Sources")),
        Sources(
            (
                Source(verbatim("World rank"), verbatim("Antara"), "https://antaranews.com/1"),
                Source(
                    verbatim("Score"),
                    verbatim("Digital Diplomacy Review 2017"),
                    "https://web.archive.org/web/20180101000000/http://digitaldiplomacy.example/",
                ),
                Source(verbatim("Rating"), verbatim(""), "https://antaranews.com/2"),
                Source(verbatim("Place"), verbatim("A printed book"), ""),
            )
        ),
    ),
    country="ID",
)

HELP = Reply(parts=(Text(verbatim("This is what Kopdar can do.")),))
UNKNOWN = Reply(parts=(Text(verbatim("There is no such command.")),), understood=False)

ANSWERS = {"rank": RANK, "compare": COMPARE, "sources": SOURCES, "help": HELP}


class Terminal(StringIO):
    """Where somebody sits; 80 columns, as no size can be asked of it."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Stands still; whoever sleeps is woken at once, and the pause is remembered."""

    def __init__(self) -> None:
        self.pauses: list[timedelta] = []

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, pause: timedelta) -> None:
        self.pauses.append(pause)


class Desk:
    """Answers each request in a task of its own, as delivery does; `is_open` holds answers back."""

    def __init__(self, platform: ConsolePlatform, answers: Mapping[str, Reply] = ANSWERS) -> None:
        self.platform = platform
        self.requests: list[Request] = []
        self.outcomes: list[SendOutcome] = []
        self.is_open = asyncio.Event()
        self.is_open.set()
        self._answers = answers
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, arrived: Sequence[Inbound]) -> None:
        for request in arrived:
            assert isinstance(request, Request)
            self.requests.append(request)
            self._tasks.add(asyncio.create_task(self._answer(request)))

    async def ask(self, line: str) -> None:
        await self.accept((self.platform.read(line),))
        async with asyncio.timeout(10):
            await self.platform.answered()

    async def finish(self) -> None:
        await asyncio.gather(*self._tasks)

    async def _answer(self, request: Request) -> None:
        await self.is_open.wait()
        reply = self._answers.get(request.command, UNKNOWN)
        drawn = self.platform.picture_of(request, reply, ENGLISH)
        picture = Picture(PNG, "drawn") if drawn else None
        for piece in self.platform.render(request, reply, ENGLISH, picture):
            png = PNG if piece.picture else None
            self.outcomes.append(await self.platform.send(request.chat, piece, png))


async def until(is_so: Callable[[], bool]) -> None:
    """Let the loop turn until it is so."""
    for _ in range(100_000):
        if is_so():
            return
        await asyncio.sleep(0)
    pytest.fail("it never came to be")
