"""The words beside the marks of peers."""

import pytest

from drawing.picture import compose
from drawing.scene import Words
from messages.chart import Chart
from tests.drawing.examples import CHARTS, rough_lettering


def said(chart: Chart) -> list[str]:
    scene = compose(chart, rough_lettering())
    return [mark.text for mark in scene.marks if isinstance(mark, Words)]


@pytest.mark.parametrize("name", ["bars with a key", "line with a key and peers"])
def test_who_the_peers_are_is_said_in_words(name: str) -> None:
    assert any(text.startswith("Peers in ") for text in said(CHARTS[name]))


def test_no_key_explains_marks_that_are_not_there() -> None:
    assert not any(text.startswith("Peers in ") for text in said(CHARTS["line with a key"]))
