"""What is offered after a command is what its usage line speaks of."""

import pytest

from bot.completing import Completing
from handlers.registry import COMMANDS
from ranking.published import PublishedRecord

COUNTRIES = ("Indonesia", "Japan")


@pytest.fixture
def completing(record: PublishedRecord) -> Completing:
    completing = Completing(COMMANDS, lambda: COUNTRIES)
    completing.know(record)
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
    assert offers.names == (COUNTRIES if has_countries else ())
    assert word in offers.words if word else not offers.words


def test_countries_are_there_before_the_record_is() -> None:
    assert Completing(COMMANDS, lambda: COUNTRIES).offers("rank").names == COUNTRIES
