"""Each picture is drawn once, however many ask for it and when."""

import asyncio
from collections.abc import Iterator
from gettext import NullTranslations

import pytest

import bot.illustrator as illustrator_module
from bot.illustrator import MOST_KEPT, Illustrator
from messages.chart import Chart, Picture, RankLine
from messages.phrase import phrase
from messages.wording import Wording

ENGLISH = Wording("en", NullTranslations(), {})
INDONESIAN = Wording("id", NullTranslations(), {})


def line(last: int = 209) -> RankLine:
    return RankLine(phrase("t"), phrase("s"), last, (), (), phrase("src"), phrase("a line"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Chart]]:
    """What was drawn, in order; who draws the last of a thousand drops the pencil."""
    drawn: list[tuple[str, Chart]] = []

    def draw(chart: Chart, wording: Wording) -> Picture:
        drawn.append((wording.language, chart))
        if isinstance(chart, RankLine) and chart.last == 1000:
            raise ValueError("the pencil broke")
        return Picture(f"{wording.language} {chart}".encode(), "a line")

    monkeypatch.setattr(illustrator_module, "draw", draw)
    return drawn


@pytest.fixture
def illustrator() -> Iterator[Illustrator]:
    illustrator = Illustrator()
    yield illustrator
    illustrator.close()


async def test_the_same_content_is_drawn_once(
    illustrator: Illustrator, drawn: list[tuple[str, Chart]]
) -> None:
    first = await illustrator.draw(line(), ENGLISH)
    assert await illustrator.draw(line(), ENGLISH) is first
    assert illustrator.has_drawn(line(), ENGLISH)
    assert len(drawn) == 1


async def test_another_language_or_another_figure_is_another_picture(
    illustrator: Illustrator, drawn: list[tuple[str, Chart]]
) -> None:
    pictures = [
        await illustrator.draw(line(), ENGLISH),
        await illustrator.draw(line(), INDONESIAN),
        await illustrator.draw(line(210), ENGLISH),
    ]
    assert len({picture.digest for picture in pictures if picture}) == 3
    assert len(drawn) == 3


async def test_many_who_ask_at_once_share_one_drawing(
    illustrator: Illustrator, drawn: list[tuple[str, Chart]]
) -> None:
    asking = [asyncio.create_task(illustrator.draw(line(), ENGLISH)) for _ in range(30)]
    await asyncio.sleep(0)
    asking[0].cancel()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert all(isinstance(answer, Picture) for answer in answers[1:])
    assert len(drawn) == 1


async def test_no_more_are_kept_than_fit(
    illustrator: Illustrator, drawn: list[tuple[str, Chart]]
) -> None:
    for last in range(MOST_KEPT + 1):
        await illustrator.draw(line(last), ENGLISH)
    assert not illustrator.has_drawn(line(0), ENGLISH)
    assert illustrator.has_drawn(line(1), ENGLISH)


async def test_what_could_not_be_drawn_is_tried_again(
    illustrator: Illustrator, drawn: list[tuple[str, Chart]]
) -> None:
    assert await illustrator.draw(line(1000), ENGLISH) is None
    assert await illustrator.draw(line(1000), ENGLISH) is None
    assert len(drawn) == 2
