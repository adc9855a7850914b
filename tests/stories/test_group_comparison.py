"""`/compare` takes a group's name as well: as many of its members as fit side by side."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ministries.names import CountryNames
from tests.stories.desk import ask, settings_for
from tests.stories.test_answers import buttons, table_rows

Asked = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def asked(names: CountryNames, measured_database: Path) -> Asked:
    async def one(message: str, language: str | None = None) -> dict[str, Any]:
        settings = settings_for(measured_database)
        (answer,) = await ask(names, settings, message, language=language)
        return answer

    return one


def compared(answer: dict[str, Any]) -> list[str]:
    return [row[0] for row in table_rows(answer)]


async def test_the_members_stand_side_by_side(asked: Asked) -> None:
    answer = await asked("/compare asean lowy-posts 2024")
    assert answer["text"].startswith("ASEAN side by side: Lowy Global Diplomacy Index 2024")
    assert len(compared(answer)) == 11
    assert compared(answer)[:2] == ["Indonesia", "Malaysia"]
    assert "top asean lowy-posts 2024" in buttons(answer)
    # All of them are equally far away, but ours is ours.
    (chart,) = [part for part in answer["parts"] if part["type"] == "chart"]
    assert chart["title"].startswith("Indonesia 130 posts, Malaysia 106 posts, ")


async def test_where_little_is_said_of_them_fuller_editions_are_offered(asked: Asked) -> None:
    answer = await asked("/compare asean")
    assert "Digital Diplomacy Review 2017" in answer["text"]
    assert "compare asean lowy-posts 2024" in buttons(answer)
    named = await asked("/compare asean ddr 2017")
    assert "compare asean lowy-posts 2024" not in buttons(named)


async def test_of_more_than_fit_the_best_are_shown_and_ours(asked: Asked) -> None:
    answer = await asked("/compare g20 ddr 2016")
    shown = compared(answer)
    assert len(shown) == 12
    assert shown[0] == "United Kingdom"
    assert compared(await asked("/compare g20 lowy-posts 2024"))[-1] == "Indonesia"
    assert "Twelve fit side by side. Left out: Japan, Canada and Germany." in answer["text"]
    silent = "Nothing found in this edition: Argentina, Australia, Brazil, Italy and South Korea."
    assert silent in answer["text"]


@pytest.mark.parametrize(
    "message",
    [
        "/compare asean, Japan",
        "/compare Japan asean",
        "/compare ASEAN dan Jepang",
        "/banding JP,asean",
    ],
)
async def test_groups_and_countries_go_together(asked: Asked, message: str) -> None:
    answer = await asked(f"{message} lowy-posts 2024")
    assert compared(answer)[0] == "Japan"
    assert len(compared(answer)) == 12
    assert "top asean lowy-posts 2024" in buttons(answer)


async def test_a_group_known_by_its_places_alone_is_those_who_had_one(asked: Asked) -> None:
    assert "Kuwait" in compared(await asked("/compare Asia ddr 2017"))
    assert "Saudi Arabia" in compared(await asked("/compare dunia arab ddr 2016", language="en"))


async def test_who_is_unclear_beside_a_group_is_asked_back_with_it(asked: Asked) -> None:
    answer = await asked("/compare asean, Korea")
    assert {"compare asean,KR", "compare asean,KP"} <= set(buttons(answer))
    assert "/compare ASEAN and South Korea" in answer["text"]


async def test_what_is_measured_is_compared_so_too(asked: Asked) -> None:
    answer = await asked("/compare oic kopdar")
    assert answer["text"].startswith("OIC side by side: Kopdar index, week ")
    assert [row[2] for row in table_rows(answer)][-1] == "United Arab Emirates"
    assert "others yet." in answer["text"]
    assert buttons(answer)[0].startswith("top oic kopdar ")
    many = await asked("/compare g20 kopdar")
    assert len(table_rows(many)) == 12
    assert "Left out: Australia, France and Canada." in many["text"]
