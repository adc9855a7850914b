"""What every picture keeps to, whatever stands on it: bounds, legibility, nothing over another."""

from dataclasses import replace
from gettext import NullTranslations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import look
from drawing.picture import compose
from drawing.scene import Box, Dot, Scene, Stroke, Words
from messages.catalogue import load_catalogue
from messages.chart import Bar, Chart, Emphasis, HistoryPoint, RankedPosition
from messages.phrase import phrase, verbatim
from messages.wording import Wording
from tests.drawing.examples import (
    BARS,
    CHARTS,
    ENGLISH,
    HISTORY,
    INDONESIA_2017,
    bar_chart,
    country,
    position,
    rank_history,
    rank_line,
    rough_lettering,
    rough_measure,
)
from tests.drawing.rules import check

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).map(verbatim)
ranks = st.integers(1, 250)
emphases = st.sampled_from(Emphasis)


@st.composite
def positions(draw: st.DrawFn) -> RankedPosition:
    best, worst = sorted((draw(ranks), draw(ranks)))
    return position(draw(names), best, draw(st.sampled_from((best, worst))), draw(emphases))


@st.composite
def points(draw: st.DrawFn) -> HistoryPoint:
    best, worst = sorted((draw(ranks), draw(ranks)))
    period = draw(st.sampled_from(("2017", "2026-W47")))
    return HistoryPoint(
        period, best, draw(st.sampled_from((best, worst))), draw(st.none() | st.just(250))
    )


bars = st.builds(Bar, names, st.floats(allow_nan=True), names, emphases)
charts = st.one_of(
    st.builds(rank_line, st.lists(positions(), max_size=30), ranks, st.lists(names, max_size=20)),
    st.builds(rank_history, st.lists(points(), max_size=60)),
    st.builds(bar_chart, st.lists(bars, max_size=40), st.lists(names, max_size=20)),
)


def scene(chart: Chart, wording: Wording = ENGLISH) -> Scene:
    return compose(chart, rough_lettering(wording))


def texts(drawn: Scene) -> list[str]:
    return [mark.text for mark in drawn.marks if isinstance(mark, Words)]


@pytest.mark.parametrize("name", CHARTS)
def test_every_example_keeps_to_the_rules(name: str) -> None:
    check(scene(CHARTS[name]), rough_measure)


@settings(max_examples=60, deadline=None)
@given(charts)
def test_whatever_is_drawn_keeps_to_the_rules(chart: Chart) -> None:
    check(scene(chart), rough_measure)


def test_subject_and_neighbours_are_named_with_their_ranks() -> None:
    shown = texts(scene(INDONESIA_2017))
    for label in ("Indonesia 41", "United States 1", "United Kingdom 2", "Armenia 34", "1", "209"):
        assert label in shown
    assert "1–40: Japan, India, Saudi Arabia, United Arab Emirates and Kuwait" in shown
    assert "No published rank found: Brunei, Cambodia and Laos" in shown


def test_every_position_on_the_line_is_marked() -> None:
    drawn = scene(INDONESIA_2017)
    (subject,) = [mark for mark in drawn.marks if isinstance(mark, Dot)]
    upright = {
        mark.x0
        for mark in drawn.marks
        if isinstance(mark, Stroke) and mark.x0 == mark.x1 and mark.y0 < subject.y < mark.y1
    }
    span = look.RIGHT - look.LEFT
    assert upright == {look.LEFT + (rank - 1) / 208 * span for rank in (1, 2, 34, 47, 66)}
    assert subject.x == look.LEFT + 40 / 208 * span


def test_a_range_reaches_from_its_best_to_its_worst_rank() -> None:
    drawn = scene(rank_line([position(country("ID"), 53, 157)], last=209))
    bars = [
        mark
        for mark in drawn.marks
        if isinstance(mark, Stroke) and mark.colour == look.RANGE_COLOURS[Emphasis.OTHER]
    ]
    span = look.RIGHT - look.LEFT
    ((left, right),) = [(b.x0 - b.width / 2, b.x1 + b.width / 2) for b in bars]
    assert (left, right) == (look.LEFT + span / 4, look.LEFT + span * 3 / 4)


def test_a_range_down_to_the_last_is_said_as_it_was_published() -> None:
    assert "behind 41st: Indonesia" in texts(scene(rank_line([position(country("ID"), 42, 209)])))


def test_it_is_said_whole_beside_a_year_in_the_language_that_needs_most_room_for_it() -> None:
    indonesian = Wording("id", load_catalogue("id"), {})
    years = [HistoryPoint("2016", 12, 210, 210), HistoryPoint("2017", 1, 40, 209)]
    assert "di belakang posisi ke-11" in texts(scene(rank_history(years), indonesian))


def test_the_subject_is_named_however_crowded_its_place_is() -> None:
    crowd = [position(verbatim(f"Neighbour {rank}"), rank) for rank in range(80, 130)]
    subject = position(verbatim("S" * 200), 104, emphasis=Emphasis.SUBJECT)
    assert any(
        text.startswith("SSS") and text.endswith("… 104")
        for text in texts(scene(rank_line([*crowd, subject])))
    )


def test_better_ranks_stand_higher_and_only_exact_neighbours_are_joined() -> None:
    drawn = scene(
        rank_history(
            [
                HistoryPoint("2014", 50, 50, 200),
                HistoryPoint("2015", 10, 10, 200),
                HistoryPoint("2016", 20, 60, 200),
                HistoryPoint("2017", 41, 41, 200),
            ]
        )
    )
    worse, better, last = [mark for mark in drawn.marks if isinstance(mark, Dot)]
    assert better.y < last.y < worse.y
    slopes = [m for m in drawn.marks if isinstance(m, Stroke) and m.x0 != m.x1 and m.y0 != m.y1]
    assert [(m.x0, m.x1) for m in slopes] == [(worse.x, better.x)]
    assert {"50", "10", "20–60", "41", "of 200", "2014", "2017"} <= set(texts(drawn))


def test_bars_are_as_long_as_their_amounts() -> None:
    drawn = scene(
        bar_chart(
            [
                Bar(country("ID"), amount, verbatim(int(amount)), Emphasis.OTHER)
                for amount in (100.0, 50.0, 25.0)
            ]
        )
    )
    lengths = [mark.right - mark.left for mark in drawn.marks if isinstance(mark, Box)]
    assert [round(length / lengths[0], 6) for length in lengths] == [1, 0.5, 0.25]


def test_bars_that_find_no_room_are_counted_where_they_would_stand() -> None:
    many = [
        Bar(verbatim(f"Bar {n}"), 90.0 - n, verbatim(90 - n), Emphasis.OTHER) for n in range(60)
    ]
    subject = Bar(country("ID"), 5.0, verbatim(5), Emphasis.SUBJECT)
    shown = texts(scene(bar_chart([*many, subject])))
    left_out = 60 - sum(text.startswith("Bar ") for text in shown)
    assert shown.index(f"{left_out} more") < shown.index("Indonesia")


def test_the_first_title_that_finds_room_is_written() -> None:
    long = phrase("a very long message " * 9)
    short = phrase("a short message")
    for chart in (INDONESIA_2017, HISTORY, BARS):
        assert "a short message" in texts(scene(replace(chart, title=long, shorter=(long, short))))
        assert "a short message" in texts(scene(replace(chart, title=short, shorter=(long,))))
    assert any(text.endswith("…") for text in texts(scene(replace(BARS, title=long))))


def test_every_word_is_localised() -> None:
    class Marked(NullTranslations):
        """Puts every sentence between marks: what was not translated stands bare."""

        def gettext(self, message: str) -> str:
            return f"«{message}»"

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return f"«{msgid2}»"

    wording = Wording("id", Marked(), {"ID": "Indonesia"})
    for name in ("line", "history with ranges", "bars of forty", "line of forty"):
        shown = texts(scene(CHARTS[name], wording))
        assert all("«" in text or "»" in text for text in shown if text), name


def test_numbers_are_written_as_the_language_writes_them() -> None:
    chart = rank_line([position(country("ID"), 1500, emphasis=Emphasis.SUBJECT)], last=2000)
    indonesian = Wording("id", NullTranslations(), {"ID": "Indonesia"})
    assert "Indonesia 1,500" in texts(scene(chart))
    assert "Indonesia 1.500" in texts(scene(chart, indonesian))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", CHARTS)
def test_words_stand_out_from_the_background(name: str) -> None:
    drawn = scene(CHARTS[name])
    ground = luminance(drawn.background)
    for mark in drawn.marks:
        if isinstance(mark, Words):
            assert (ground + 0.05) / (luminance(mark.style.colour) + 0.05) >= 4.5
