"""The PNG itself: valid, bounded, the same each time, and nothing heavy before it is needed."""

import io
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drawing.lettering import Lettering
from drawing.painter import Painter
from drawing.picture import compose, draw
from drawing.scene import Weight
from drawing.typeface import MISSING, OWN, TYPEFACES, families, showable
from messages.chart import Chart, Emphasis, Picture
from messages.phrase import verbatim
from tests.drawing.examples import (
    CHARTS,
    ENGLISH,
    INDONESIA_2017,
    position,
    rank_line,
)
from tests.drawing.rules import check

PROJECT = Path(__file__).resolve().parents[2]
MOST_BYTES = 150_000
MOST_SECONDS = 2.0


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.png))
    image.load()
    return image


def named(name: str) -> Chart:
    """The name wherever a name can stand."""
    said = verbatim(name)
    return rank_line(
        [
            position(said, 41, emphasis=Emphasis.SUBJECT),
            position(said, 3, emphasis=Emphasis.PEER),
            position(said, 1, 40),
        ],
        unplaced=[said, said],
    )


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_a_png_of_sane_size(name: str) -> None:
    picture = draw(CHARTS[name], ENGLISH)
    image = opened(picture)
    assert image.format == "PNG"
    assert image.width == 1200
    assert 675 <= image.height <= 1500
    assert len(picture.png) <= MOST_BYTES


@pytest.mark.parametrize("name", CHARTS)
def test_words_set_in_the_real_typeface_keep_to_the_rules(name: str) -> None:
    measure = Painter("en").measure
    check(compose(CHARTS[name], Lettering(ENGLISH, measure)), measure)


def test_the_alternative_says_what_the_picture_shows() -> None:
    assert draw(INDONESIA_2017, ENGLISH).alternative == "Indonesia is at 41."


def test_the_same_chart_gives_the_same_bytes() -> None:
    first, second = draw(INDONESIA_2017, ENGLISH), draw(INDONESIA_2017, ENGLISH)
    assert first.digest == second.digest
    assert draw(named("Other"), ENGLISH).digest != first.digest


def test_nothing_but_pixels_is_in_the_file() -> None:
    assert not opened(draw(INDONESIA_2017, ENGLISH)).info


def test_threads_take_turns() -> None:
    drawn: list[Picture] = []
    threads = [
        threading.Thread(target=lambda: drawn.append(draw(INDONESIA_2017, ENGLISH)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({picture.digest for picture in drawn}) == 1
    assert len(drawn) == 4


@pytest.mark.parametrize(
    "name",
    [
        r"$\frac{a}{b}$",
        r"$\undefined{",
        "$$ 100 $",
        "A" * 100_000,
        "very long " * 10_000,
        "e" + "\u0301" * 100_000,
        "إندونيسيا والإمارات",
        "\u202eIndonesia\u2066",
        "one\ntwo\r\n\tthree\x00\x1b",
        "\ue000\U0010fffd\uffff",
        "印度尼西亚 อินโดนีเซีย 인도네시아",
        "🇮🇩 👩‍👩‍👧",
        "\U0001ee67",
        "\ud800",
        "",
    ],
    ids=lambda name: ascii(name[:20]),
)
def test_no_name_breaks_the_picture(name: str) -> None:
    started = time.monotonic()
    picture = draw(named(name[:100_000]), ENGLISH)
    assert time.monotonic() - started < MOST_SECONDS
    assert opened(picture).width == 1200


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_picture(text: str) -> None:
    assert opened(draw(named(text), ENGLISH)).width == 1200


def test_what_no_typeface_shows_is_a_box() -> None:
    for weight in Weight:
        assert showable("Tü\ue000rkiye", "en", weight) == f"Tü{MISSING}rkiye"
    # DejaVu has this letter in its regular weight only.
    assert showable("\U0001ee67", "en", Weight.STRONG) == MISSING


def test_our_own_typeface_comes_first() -> None:
    assert families("en")[0] == OWN
    assert len(list(TYPEFACES.glob("*.ttf"))) == len(Weight)
    assert (TYPEFACES / "OFL.txt").read_text(encoding="utf-8").count("SIL Open Font License")


def test_nothing_heavy_is_loaded_before_a_picture_is_wanted() -> None:
    code = (
        "import sys, drawing.picture;"
        "print([name for name in ('matplotlib', 'numpy', 'PIL') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_pictures_keep_no_figures_alive() -> None:
    draw(INDONESIA_2017, ENGLISH)
    assert "matplotlib.pyplot" not in sys.modules
