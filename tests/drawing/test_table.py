"""Tables as pictures: every word within its column, under a chart or on a page of their own."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import look
from drawing.picture import compose, draw
from drawing.scene import Anchor, Scene, Words
from drawing.table import MOST_BENEATH
from messages.chart import DrawnTable, TablePicture
from messages.phrase import Phrase, phrase, verbatim
from tests.drawing.examples import (
    ALTERNATIVE,
    ENGLISH,
    INDONESIA_2017,
    SOURCE,
    SUBTITLE,
    TITLE,
    rough_lettering,
    rough_measure,
)
from tests.drawing.rules import check

HEADINGS = ("Country", "Rank of 209", "Score of 100", "Rating", "Places in groups")
FIGURES = (False, True, True, False, False)
ROWS = (
    ("Indonesia", "41", "43.34", "CC++", "Asia 6th and ASEAN 1st"),
    ("United Arab Emirates", "1–40", "–", "–", "Asia between 1st and 5th"),
)


def said(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[Phrase, ...], ...]:
    return tuple(tuple(map(verbatim, row)) for row in rows)


def picture(
    rows: tuple[tuple[str, ...], ...] = ROWS, *, is_below_chart: bool = False
) -> TablePicture:
    table = DrawnTable(said((HEADINGS,))[0], FIGURES, said(rows))
    above = INDONESIA_2017 if is_below_chart else None
    return TablePicture((table,), TITLE, SUBTITLE, SOURCE, ALTERNATIVE, above)


def scene(chart: TablePicture) -> Scene:
    return compose(chart, rough_lettering(ENGLISH))


def texts(drawn: Scene) -> list[str]:
    return [mark.text for mark in drawn.marks if isinstance(mark, Words)]


def test_a_table_takes_the_page_with_every_word_of_it() -> None:
    drawn = scene(picture())
    check(drawn, rough_measure)
    for cell in (*HEADINGS[:1], *ROWS[0][:4], *ROWS[1][1:3], "Indonesia"):
        assert cell in texts(drawn)
    figures = [m for m in drawn.marks if isinstance(m, Words) and m.text in {"41", "43.34", "1–40"}]
    assert {mark.anchor for mark in figures} == {Anchor.END}


def test_headings_stand_on_one_line_where_there_is_room() -> None:
    headings = ("Rank", "Country", "Score of 100", "Rating")
    row = ("1", "Saint Vincent and the Grenadines", "68.18", "BBB")
    table = DrawnTable(said((headings,))[0], (True, False, True, False), said((row,)))
    assert "Score of 100" in texts(scene(replace(picture(), tables=(table,))))


def test_its_title_gives_way_to_a_shorter_one() -> None:
    long, short = phrase("a very long title " * 9), phrase("a short title")
    assert "a short title" in texts(scene(replace(picture(), title=long, shorter=(short,))))


def test_under_a_chart_it_stands_above_the_source() -> None:
    chart, both = scene_of_chart(), scene(picture(is_below_chart=True))
    check(both, rough_measure, look.GREATEST_HEIGHT + MOST_BENEATH)
    assert both.height > chart.height
    assert set(texts(chart)) <= set(texts(both))
    height_of = {m.text: m.y for m in both.marks if isinstance(m, Words)}
    source = next(text for text in height_of if text.startswith("Source"))
    assert max(height_of[cell] for cell in ("CC++", "43.34")) < height_of[source]
    assert height_of["209"] < height_of["CC++"]


def scene_of_chart() -> Scene:
    return compose(INDONESIA_2017, rough_lettering(ENGLISH))


def test_what_has_no_room_is_counted() -> None:
    rows = tuple((f"Country {n}", *ROWS[0][1:]) for n in range(60))
    for is_below_chart in (False, True):
        drawn = scene(picture(rows, is_below_chart=is_below_chart))
        shown = sum(text.startswith("Country ") for text in texts(drawn))
        assert 10 < shown < 60
        assert f"{60 - shown} more" in texts(drawn)


WORDS = st.text(st.characters(codec="utf-8"), max_size=90)
TABLES = st.integers(1, 7).flatmap(
    lambda width: st.tuples(
        st.lists(WORDS, min_size=width, max_size=width),
        st.lists(st.booleans(), min_size=width, max_size=width),
        st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=1, max_size=30),
    )
)


@settings(max_examples=40, deadline=None)
@given(TABLES, st.booleans())
def test_whatever_stands_in_it_keeps_to_the_rules(
    table: tuple[list[str], list[bool], list[list[str]]], is_below_chart: bool
) -> None:
    headings, figures, rows = table
    drawn = DrawnTable(
        tuple(map(verbatim, headings)), tuple(figures), said(tuple(map(tuple, rows)))
    )
    above = INDONESIA_2017 if is_below_chart else None
    made = scene(TablePicture((drawn,), TITLE, SUBTITLE, SOURCE, ALTERNATIVE, above))
    check(made, rough_measure, look.GREATEST_HEIGHT + is_below_chart * MOST_BENEATH)


def test_it_is_painted() -> None:
    painted = draw(picture(is_below_chart=True), ENGLISH)
    assert painted.png.startswith(b"\x89PNG")
    assert painted.alternative == "Indonesia is at 41."
