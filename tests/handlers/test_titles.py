"""What stands on pictures is whole and said once: of all that ships, in every language."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from drawing import look
from drawing.lettering import ELLIPSIS, Lettering
from drawing.page import TITLE_LINES
from drawing.painter import Painter
from drawing.picture import compose
from drawing.scene import Scene, Words
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
from platforms.telegram.picture import picture_of
from ranking.published import PublishedRecord
from ranking.reading import editions_of, standings_in
from tests.handlers.nothing import NothingMeasured

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
HERE = Chat(PlatformName("telegram"), ChatId("1"))
MOST_COMPARED = 12


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
            for count in (2, 3, 5, MOST_COMPARED):
                yield compare.COMMAND, f"{','.join(long[:count])} {words}"
                yield compare.COMMAND, f"{','.join(told[-count:])} {words}"
            for country in told:
                yield rank.COMMAND, f"{country} {words}"
                yield compare.COMMAND, f"{country} {words}"
                yield history.COMMAND, f"{country} {series.code}"


def texts(drawn: Scene) -> list[Words]:
    return [mark for mark in drawn.marks if isinstance(mark, Words)]


def title_of(reply: Reply) -> Title:
    """A table that is drawn without a chart has it for its own."""
    return next(part for part in reply.parts if isinstance(part, Title))


def finds_room(title: Title, wording: Wording, lettering: Lettering) -> bool:
    said = map(wording.say, (title.phrase, *title.shorter))
    width = look.RIGHT - look.LEFT
    return any(lettering.fits(one, look.TITLE, width, TITLE_LINES) for one in said)


def names_without_a_place(reply: Reply) -> list[tuple[Phrase, ...]]:
    return [chart.unplaced for chart in reply.charts if isinstance(chart, RankLine | BarChart)]


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
async def test_no_title_nor_any_other_word_of_what_ships_is_cut(
    names: CountryNames, record: PublishedRecord, language: str
) -> None:
    wording = Wording(language, load_catalogue(language), names.shown(language))
    lettering = Lettering(wording, Painter(language).measure)
    seen = 0
    for command, arguments in questions(record, names):
        sender = Sender(HERE.platform, AccountId("1"))
        request = Request(RequestKey("1"), sender, HERE, command.name, arguments, NOW)
        try:
            reply = (await command.answer(request, context(names, record))).reply
        except Problem:
            continue
        for unplaced in names_without_a_place(reply):
            assert len(set(map(wording.say, unplaced))) == len(unplaced), (command.name, arguments)
        assert finds_room(title_of(reply), wording, lettering), (command.name, arguments)
        if chart := picture_of(reply, wording):
            seen += 1
            written = texts(compose(chart, lettering))
            assert any(one.style == look.TITLE for one in written), (command.name, arguments)
            cut = [one.text for one in written if ELLIPSIS in one.text]
            assert not cut, (command.name, arguments)
    assert seen > 300, seen
