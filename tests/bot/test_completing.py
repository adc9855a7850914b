"""What is offered after a command is what its usage line speaks of."""

from datetime import date

import pytest

from bot.completing import Completing
from handlers.registry import COMMANDS
from ranking.published import PublishedRecord

COUNTRIES = {"AT": "Austria", "ID": "Indonesia", "JP": "Japan", "MG": "Madagascar"}
COUNTRIES |= {"AX": "Åland Islands", "ML": "Mali", "MY": "Malaysia", "VN": "Vietnam"}
OTHERS = ("Åland Islands", "Austria", "Japan", "Madagascar", "Mali")
OFFERED = ("Indonesia", "Malaysia", "Vietnam", *OTHERS)
TODAY = date(2026, 11, 25)


@pytest.fixture
def completing(record: PublishedRecord) -> Completing:
    completing = Completing(COMMANDS, lambda: COUNTRIES, "ID")
    completing.know(record, "asean", TODAY)
    return completing


@pytest.mark.parametrize(
    ("command", "has_countries", "word"),
    [
        ("rank", True, "ddr 2017"),
        ("peringkat", True, "ddr 2017"),
        ("top", False, "asean"),
        ("top", False, "ddr 2016"),
        ("history", True, "lowy-posts"),
        ("methodology", False, "ddr"),
        ("language", False, "Bahasa Indonesia"),
        ("frobnicate", True, None),
        ("start", False, None),
    ],
)
def test_a_command_is_offered_what_it_takes(
    completing: Completing, command: str, has_countries: bool, word: str | None
) -> None:
    offers = completing.offers(command)
    assert offers.names == (OFFERED if has_countries else ())
    assert word in offers.words if word else not offers.words


def test_countries_are_there_before_the_record_is() -> None:
    offered = Completing(COMMANDS, lambda: COUNTRIES, "ID").offers("rank").names
    assert offered == ("Indonesia", *sorted(OFFERED[1:], key=lambda name: name.replace("Å", "A")))


def test_of_a_group_that_is_not_ours_nobody_comes_first(record: PublishedRecord) -> None:
    completing = Completing(COMMANDS, lambda: COUNTRIES, "JP")
    completing.know(record, "asean", TODAY)
    assert completing.offers("rank").names[:3] == ("Japan", "Åland Islands", "Austria")
