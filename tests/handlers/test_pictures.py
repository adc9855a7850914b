"""What stands on pictures is whole and said once: of all that ships, in every language."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from drawing import look
from drawing.lettering import ELLIPSIS, Lettering
from drawing.page import TITLE_LINES
from drawing.painter import Painter
from drawing.picture import compose
from drawing.scene import Words
from handlers import compare, history, rank, top
from handlers.command import Command, Context
from handlers.groups import known_groups
from handlers.registry import COMMANDS
from messages.catalogue import load_catalogue
from messages.chart import BarChart, RankLine
from messages.language import LANGUAGES
from messages.phrase import Phrase
from messages.problem import Problem
from messages.reply import Reply, Title
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
from messages.wording import Wording
from ministries.names import CountryNames
from platforms.slack.picture import ALT_LIMIT
from platforms.telegram.picture import picture_of
from ranking.published import PublishedRecord
from ranking.reading import editions_of, standings_in
from tests.handlers.nothing import NothingMeasured

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HERE = Chat(PlatformName("telegram"), ChatId("1"))
MOST_COMPARED = 12
COUNTED = re.compile(r"(\d+) (?:others?|lainnya)")


def context(names: CountryNames, record: PublishedRecord) -> Context:
    return Context(
        record=record,
        measured=NothingMeasured(),
        names=names,
        person=Person(PersonId(1), "en"),
        chat=HERE,
        now=NOW,
        home_country="ID",
        default_series="ddr",
        peer_group="asean",
        commands=COMMANDS,
    )


def questions(record: PublishedRecord, names: CountryNames) -> Iterator[tuple[Command, str]]:
    """All that leads to a picture of what ships, and comparisons of those with the longest
    names."""
    for series in record.series:
        for edition in editions_of(record, series.code):
            words = f"{series.code} {edition.period}"
            told = [standing.country for standing in standings_in(record, edition)]
            long = sorted(told, key=lambda code: -len(names.shown("id")[code]))
            for group in ("", *known_groups(record)):
                yield top.COMMAND, f"{group} {words} 50"
                yield compare.COMMAND, f"{group} {words}"
            for count in (2, 3, 5, MOST_COMPARED):
                yield compare.COMMAND, f"{','.join(long[:count])} {words}"
                yield compare.COMMAND, f"{','.join(told[-count:])} {words}"
            for country in told:
                yield rank.COMMAND, f"{country} {words}"
                yield compare.COMMAND, f"{country} {words}"
                yield history.COMMAND, f"{country} {series.code}"


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer of what ships, as somebody who reads this language gets it."""

    question: str
    reply: Reply
    wording: Wording
    lettering: Lettering

    @property
    def title(self) -> Title:
        """A table that is drawn without a chart has it for its own."""
        return next(part for part in self.reply.parts if isinstance(part, Title))

    @property
    def written(self) -> list[Words]:
        """What stands on its picture."""
        chart = picture_of(self.reply, self.wording)
        drawn = compose(chart, self.lettering).marks if chart else ()
        return [mark for mark in drawn if isinstance(mark, Words)]

    @property
    def heard(self) -> str:
        return " ".join(self.wording.say(chart.alternative) for chart in self.reply.charts)

    def names(self, *, marked: bool, unplaced: bool) -> list[str]:
        """Whoever is on the picture: by a mark, or only in words."""
        names: list[Phrase] = []
        for chart in self.reply.charts:
            match chart:
                case RankLine(positions=marks) | BarChart(bars=marks):
                    names += [mark.label for mark in marks] if marked else []
                    names += chart.unplaced if unplaced else ()
        return list(map(self.wording.say, names))


@pytest.fixture(scope="module", params=[language.code for language in LANGUAGES])
def answers(
    request: pytest.FixtureRequest, names: CountryNames, record: PublishedRecord
) -> list[Shown]:
    language: str = request.param
    wording = Wording(language, load_catalogue(language), names.shown(language))
    lettering = Lettering(wording, Painter(language).measure)

    async def ask_all() -> list[Shown]:
        found: list[Shown] = []
        for command, arguments in questions(record, names):
            with suppress(Problem):
                reply = (await command.answer(asked(command, arguments), seen)).reply
                question = f"/{command.name} {arguments}"
                found.append(Shown(question, reply, wording, lettering))
        return found

    seen = context(names, record)
    return asyncio.run(ask_all())


def asked(command: Command, arguments: str) -> Request:
    sender = Sender(HERE.platform, AccountId("1"))
    return Request(RequestKey("1"), sender, HERE, command.name, arguments, NOW)


def test_there_is_much_to_look_at(answers: list[Shown]) -> None:
    assert sum(bool(shown.reply.charts) for shown in answers) > 300


def test_nothing_that_is_written_on_a_picture_is_cut(answers: list[Shown]) -> None:
    for shown in answers:
        cut = [one.text for one in shown.written if ELLIPSIS in one.text]
        assert not cut, (shown.question, cut)


def test_every_picture_has_a_title_and_every_title_finds_room(answers: list[Shown]) -> None:
    width = look.RIGHT - look.LEFT
    for shown in answers:
        if shown.reply.charts:
            assert any(one.style == look.TITLE for one in shown.written), shown.question
        said = map(shown.wording.say, (shown.title.phrase, *shown.title.shorter))
        fits = (shown.lettering.fits(one, look.TITLE, width, TITLE_LINES) for one in said)
        assert any(fits), shown.question


def test_nobody_is_named_twice_among_those_without_a_place(answers: list[Shown]) -> None:
    for shown in answers:
        unplaced = shown.names(marked=False, unplaced=True)
        assert len(set(unplaced)) == len(unplaced), shown.question


def test_whoever_is_marked_is_named(answers: list[Shown]) -> None:
    for shown in answers:
        said = " ".join(one.text for one in shown.written)
        nameless = [n for n in shown.names(marked=True, unplaced=False) if n not in said]
        assert not nameless, shown.question


def test_who_hears_a_picture_misses_nobody(answers: list[Shown]) -> None:
    for shown in answers:
        assert len(shown.heard) <= ALT_LIMIT, shown.question
        untold = [n for n in shown.names(marked=True, unplaced=True) if n not in shown.heard]
        others = sum(map(int, COUNTED.findall(shown.heard)))
        assert len(untold) <= others, (shown.question, untold)
