"""Tables a phone can show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import width

from messages.chart import Panels, RankLine, TablePicture
from messages.phrase import phrase, verbatim
from messages.reply import Align, Column, Note, Reply, Table, Title
from messages.wording import Wording
from platforms.telegram.markup import plain_text
from platforms.telegram.parts import write_parts
from platforms.telegram.picture import picture_of
from platforms.telegram.table import PHONE_CELLS, Grid, render_grid

START, END = Align.START, Align.END
WORDS = st.text(st.sampled_from("abc 印度é\u0301🇮🇩9"), max_size=14)


def shown(headings: tuple[str, ...], aligns: tuple[Align, ...], *rows: tuple[str, ...]) -> str:
    return plain_text(render_grid(Grid(headings, aligns, rows)))


def test_columns_line_up_by_cells() -> None:
    assert shown(("Country", "Rank"), (START, END), ("印度", "8"), ("Indonesia", "41")) == (
        "Country    Rank\n印度          8\nIndonesia    41"
    )


def test_a_wide_column_of_words_wraps() -> None:
    headings, aligns = ("Country", "Rank", "Score", "Rating"), (START, END, END, START)
    rows = (("United Arab Emirates", "12", "61.20", "BBB+"), ("Oman", "90", "9.10", "D"))
    assert shown(headings, aligns, *rows) == (
        "Country      Rank  Score  Rating\n"
        "United Arab    12  61.20  BBB+\n"
        " Emirates\n"
        "Oman           90   9.10  D"
    )


def test_headings_wrap_over_figures_that_do_not() -> None:
    headings, aligns = ("Rank", "Ministry of", "Score of 100", "Rating"), (END, START, END, START)
    rows = (("41", "Indonesia", "43.34", "CC++"), ("1–40", "United Arab Emirates", "–", "–"))
    assert shown(headings, aligns, *rows) == (
        "Rank  Ministry of   Score  Rating\n"
        "                   of 100\n"
        "  41  Indonesia     43.34  CC++\n"
        "1–40  United Arab       –  –\n"
        "       Emirates"
    )


def test_too_wide_for_a_phone_each_row_is_a_paragraph() -> None:
    headings = ("Country", "Rank", "Followers of the ministry", "Followers of its missions")
    rows = (
        ("Indonesia", "41 of 209", "1,200,000", "3,400,000"),
        ("Oman", "–", "not published", "9"),
    )
    assert shown(headings, (START, END, END, END), *rows) == (
        "Indonesia\n"
        "Rank: 41 of 209\n"
        "Followers of the ministry: 1,200,000\n"
        "Followers of its missions: 3,400,000\n\n"
        "Oman\n"
        "Followers of the ministry: not published\n"
        "Followers of its missions: 9"
    )


def test_a_heading_may_go_on_behind_a_slash() -> None:
    headings, aligns = ("Peringkat", "Negara", "Skor/100", "Predikat"), (END, START, END, START)
    rows = (("1", "Amerika Serikat", "–", "–"), ("41", "Indonesia", "43,34", "CC++"))
    assert shown(headings, aligns, *rows) == (
        "Peringkat Negara    Skor/ Predikat\n"
        "                      100\n"
        "        1 Amerika       – –\n"
        "           Serikat\n"
        "       41 Indonesia 43,34 CC++"
    )


def test_a_slash_in_a_line_with_room_stays_as_it_is() -> None:
    assert shown(("Skor/100",), (END,), ("9",)) == "Skor/100\n       9"


def test_a_paragraph_of_a_numbered_row_is_headed_by_what_has_the_number() -> None:
    headings = ("Peringkat", "Kementerian", "Pengikut kementerian", "Pengikut perwakilan")
    rows = (("1", "Inggris", "1.200.000", "9"), ("41", "Liechtenstein", "–", "–"))
    assert shown(headings, (END, START, END, END), *rows) == (
        "Peringkat 1: Inggris\nPengikut kementerian: 1.200.000\nPengikut perwakilan: 9\n\n"
        "Peringkat 41: Liechtenstein"
    )


def test_the_name_heads_the_paragraph_wherever_it_stands_in_the_row() -> None:
    headings = ("Peringkat", "Rentang 90%", "Negara", "Skor/100", "Predikat")
    rows = (
        ("1", "1–2", "Arab Saudi", "68,18", "BBB--"),
        ("tidak diperingkat", "–", "Laos", "–", "–"),
    )
    assert shown(headings, (END, END, START, END, START), *rows) == (
        "Peringkat 1: Arab Saudi\nRentang 90%: 1–2\nSkor/100: 68,18\nPredikat: BBB--\n\n"
        "Laos\nPeringkat: tidak diperingkat"
    )


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6), st.booleans())
def test_no_line_of_columns_is_wider_than_a_phone(
    rows: list[tuple[str, str, str]], is_end: bool
) -> None:
    aligns = (START, END if is_end else START, END)
    runs = render_grid(Grid(("Country", "印度 x", "9"), aligns, tuple(rows)))
    if all(run.tags == ("pre",) for run in runs):
        assert max(map(width, plain_text(runs).split("\n"))) <= PHONE_CELLS


@pytest.mark.parametrize("rows", [1, 30])
def test_every_row_is_one_run(rows: int) -> None:
    grid = Grid(("Country", "Rank"), (START, END), (("Indonesia", "41"),) * rows)
    assert len(render_grid(grid)) == rows + 1


WIDE = Table(
    tuple(Column(phrase(f"A long heading {n}"), END) for n in range(4)),
    (tuple(verbatim(f"figure {n}") for n in range(4)),),
)
NARROW = Table((Column(phrase("Country")), Column(phrase("Rank"), END)), ((verbatim("Oman"),) * 2,))
CHART = RankLine(phrase("t"), phrase("s"), 209, (), (), phrase("src"), phrase("41 of 209"))


def test_a_table_too_wide_for_a_phone_is_drawn_under_the_chart(english: Wording) -> None:
    title, note = Title(phrase("Indonesia"), (phrase("Us"),)), Note(phrase("Published."))
    assert picture_of(Reply((title, NARROW, note)), english) is None
    assert picture_of(Reply((title, NARROW, CHART)), english) == CHART
    alone = picture_of(Reply((title, NARROW, WIDE, note)), english)
    assert isinstance(alone, TablePicture)
    assert (alone.title, alone.source, alone.above) == (title.phrase, note.phrase, None)
    assert alone.tables[0].rows == WIDE.rows
    assert alone.tables[0].are_figures == (True,) * 4
    both = picture_of(Reply((title, WIDE, CHART)), english)
    assert isinstance(both, TablePicture)
    assert (both.above, both.alternative) == (CHART, CHART.alternative)
    assert both.shorter == title.shorter
    # Its words stay, row by row, for who hears them read.
    assert "A long heading 1: figure 1" in plain_text(write_parts((WIDE,), english))


def test_what_stands_under_another_title_is_drawn_apart(english: Wording) -> None:
    published, measured = Title(phrase("Published")), Title(phrase("Measured"))
    note = Note(phrase("Measured on Monday."))
    picture = picture_of(Reply((published, WIDE, CHART, measured, WIDE, note)), english)
    assert isinstance(picture, Panels)
    above, below = picture.panels
    assert isinstance(above, TablePicture)
    assert isinstance(below, TablePicture)
    assert (above.above, len(above.tables), above.title) == (CHART, 1, published.phrase)
    assert (below.above, len(below.tables)) == (None, 1)
    assert (below.title, below.source) == (measured.phrase, note.phrase)
    assert picture_of(Reply((published, NARROW, measured, CHART)), english) == CHART
