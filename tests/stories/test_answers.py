"""What the answers say, asked through the front door: message in, JSON out."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ministries.names import CountryNames
from tests.stories.desk import ask, settings_for

Asked = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def asked(names: CountryNames, shipped_copy: Path) -> Asked:
    async def one(message: str, language: str | None = None, **settings: str) -> dict[str, Any]:
        (answer,) = await ask(
            names, settings_for(shipped_copy, **settings), message, language=language
        )
        return answer

    return one


def facts(answer: dict[str, Any]) -> dict[str, str]:
    return {
        fact["label"]: fact["value"]
        for part in answer["parts"]
        if part["type"] == "facts"
        for fact in part["facts"]
    }


def table_rows(answer: dict[str, Any]) -> list[list[str]]:
    return [row for part in answer["parts"] if part["type"] == "table" for row in part["rows"]]


def buttons(answer: dict[str, Any]) -> list[str]:
    return [
        f"{button['command']} {button['arguments']}".strip()
        for part in answer["parts"]
        if part["type"] == "buttons"
        for button in part["buttons"]
    ]


async def test_rank_indonesia(asked: Asked) -> None:
    answer = await asked("/rank Indonesia")
    assert (answer["understood"], answer["command"], answer["country"]) == (True, "rank", "ID")
    assert facts(answer) == {
        "World rank": "41 of 209",
        "Change": "down 4 from 37 in 2016",
        "Score": "43.34 of 100",
        "Rating": "CC++",
        "In Asia": "6th, behind Japan, India, Saudi Arabia, United Arab Emirates and Kuwait "
        "(their exact ranks are not published)",
        "In ASEAN": "1st",
        "Peers in ASEAN": "no published rank of theirs found in this edition",
    }
    assert "Published figures: Digital Diplomacy Review 2017" in answer["text"]
    assert "A Short Review (article, about 2018)" in answer["text"]


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("/rank Indonesia", "Indonesia ranks 41 of 209"),
        ("/rank Indonesia lowy-posts 2024", "Indonesia: 130 posts"),
        # Indonesia's rank was not found there: its number of posts would be no rank.
        ("/top lowy-posts 2024", "China ranks 1 of 66"),
        ("/top ddr 2016", "United Kingdom 1 and Indonesia 37"),
        ("/compare CN ID lowy-posts 2024", "China ranks 1 of 66"),
        (
            "/compare ID MY SG TH lowy-posts 2024",
            "{} 130 posts, {} 106 posts, {} 97 posts and 1 other",
        ),
        # Exact ranks before ranges: India's is somewhere from 1 to 10.
        ("/compare g20 ddr 2016", "United Kingdom 1, France 2, Indonesia 37 and 9 others"),
        # Whoever was named first is, and those before all others.
        ("/compare ID FR US GB ddr 2016", "{} 1, {} 2, {} 37 and 1 other"),
    ],
)
async def test_a_picture_s_title_says_one_kind_of_figure(
    asked: Asked, message: str, title: str
) -> None:
    (chart,) = [part for part in (await asked(message))["parts"] if part["type"] == "chart"]
    said = re.escape(title).replace(re.escape("{}"), r"[\w ]+")
    assert re.fullmatch(said, chart["title"]), chart["title"]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("/history Indonesia", "A line over the editions."),
        ("/history Japan", "Upright bars from the best to the worst rank possible."),
        ("/history Saudi Arabia", "Points, and upright bars where only a range was published."),
        ("/history Ukraine", "One point."),
        ("/top g20 2016", "South Africa 51, China 125, India 1–10"),
        ("/rank Indonesia lowy-posts", "Lao PDR: 40 posts"),
    ],
)
async def test_what_is_drawn_is_told_to_whom_it_is_read(
    asked: Asked, message: str, told: str
) -> None:
    (chart,) = [part for part in (await asked(message))["parts"] if part["type"] == "chart"]
    assert told in chart["alternative"], chart["alternative"]


@pytest.mark.parametrize(
    ("message", "told", "longer"),
    [
        ("/top g20 2016 5", "15 ranks found.", "/top g20 ddr 2016 10"),
        ("/top ddr 2016", "Ranks found: 28 of 210; the list has gaps.", "/top ddr 2016 20"),
        (
            "/top lowy-posts 2024",
            "Ranks found: 7 of 66; the list has gaps; of 36 others only the figure.",
            "/top lowy-posts 2024 43",
        ),
    ],
)
async def test_what_a_list_leaves_out_adds_up_and_is_one_press_away(
    asked: Asked, message: str, told: str, longer: str
) -> None:
    answer = await asked(message)
    rows = int(longer.split()[-1])
    shown = table_rows(answer)
    assert told in answer["text"]
    assert f"Listed: {len(shown)} of {rows}. For more: {longer}" in answer["text"]
    assert buttons(answer)[0] == longer.removeprefix("/")
    whole = await asked(longer)
    assert table_rows(whole)[: len(shown)] == shown
    assert len(table_rows(whole)) == rows
    assert "Listed: " not in whole["text"]
    assert not any(button.endswith(f" {rows}") for button in buttons(whole))


async def test_rank_in_indonesian(asked: Asked) -> None:
    told = facts(await asked("/rank", language="id"))
    assert told["Peringkat dunia"] == "41 dari 209"
    assert told["Perubahan"] == "turun 4 dari peringkat 37 pada 2016"
    assert told["Skor"] == "43,34 dari 100"
    assert told["Di Asia"].startswith("ke-6, di belakang Jepang, India, Arab Saudi")


@pytest.mark.parametrize(
    ("message", "rank", "change"),
    [
        ("/rank Japan", "between 1 and 40 of 209", "not known exactly; in 2016: behind 8th"),
        ("/rank Germany", "behind 11th", "no earlier rank found"),
        ("/rank Armenia", "34 of 209", "up 18 from 52 in 2016"),
        ("/rank UK", "2 of 209", "down 1 from 1 in 2016"),
        ("/rank Saudi Arabia", "between 1 and 40 of 209", "not known exactly; in 2016: 29 of 210"),
        (
            "/rank Indonesia lowy-posts 2024",
            "no published rank found",
            "not known exactly; in 2019: 21 of 61",
        ),
        ("/rank Russia twiplomacy-connected", "2", "no earlier rank found"),
    ],
)
async def test_ranks_are_shown_as_published(
    asked: Asked, message: str, rank: str, change: str
) -> None:
    told = facts(await asked(message))
    assert (told.get("World rank") or told["Rank"], told["Change"]) == (rank, change)


async def test_a_series_that_is_not_about_digital_diplomacy_says_so(asked: Asked) -> None:
    answer = await asked("/rank Indonesia lowy-posts 2019")
    assert "does not measure digital diplomacy" in answer["text"]
    assert facts(answer)["In Asia"] == "5th, behind India (3rd); 3 more ahead were not found"
    assert "does not measure" not in (await asked("/rank Indonesia"))["text"]


@pytest.mark.parametrize(
    ("message", "offered"),
    [
        ("/rank Indonsia", ["rank ID"]),
        ("/rank Korea", ["rank KR", "rank KP"]),
        ("/rank Korea 2016", ["rank KR 2016", "rank KP 2016"]),
        (
            "/rank Indonesia lowy 2024",
            ["rank ID lowy-posts 2024", "rank ID lowy-influence 2024"],
        ),
        ("/rank Indonesia 2030", ["rank ID ddr 2016", "rank ID ddr 2017"]),
        ("/compare", ["compare ID, JP, IN"]),
        ("/history", ["history ID"]),
        ("/compare Japan, Korea", ["compare JP,KR", "compare JP,KP"]),
        ("/methodology lowy", ["methodology lowy-posts", "methodology lowy-influence"]),
    ],
)
async def test_what_is_unclear_is_asked_back_with_buttons(
    asked: Asked, message: str, offered: list[str]
) -> None:
    answer = await asked(message)
    assert answer["understood"] is True
    assert set(offered) <= set(buttons(answer))


@pytest.mark.parametrize(
    ("message", "country"),
    [
        ("/rank Indonesia", "ID"),
        ("/rank", "ID"),
        ("/rank Chad", "TD"),
        ("/rank Indonesia 2030", "ID"),
        ("/history Jepang", "JP"),
        ("/sources kemlu", "ID"),
        ("/rank Korea", None),
        ("/rank Indonesia lowy", None),
        ("/compare Indonesia, Japan", None),
        ("/compare Indonesia", None),
        ("/top", None),
        ("/help", None),
        ("", None),
        ("Indonesia", None),
        ("Korea", None),
        ("Thank you!", None),
        ("terima kasih", None),
    ],
)
async def test_the_country_the_answer_is_about(
    asked: Asked, message: str, country: str | None
) -> None:
    answer = await asked(message)
    assert answer["understood"] is True
    assert answer["country"] == country


@pytest.mark.parametrize(
    "message",
    ["/frobnicate", "/rank qwxyz", "/rnak Indonesia", "nonsense", "/top nowhere", "/help frob"],
)
async def test_what_is_not_understood(asked: Asked, message: str) -> None:
    answer = await asked(message)
    assert answer["understood"] is False
    assert answer["country"] is None


async def test_an_unknown_command_offers_the_nearest_with_what_was_typed(asked: Asked) -> None:
    answer = await asked("/rnak Japan")
    assert buttons(answer) == ["rank Japan"]
    assert "Did you mean /rank Japan? Choose it" in answer["text"]


async def test_a_country_without_figures_says_what_is_known_instead(asked: Asked) -> None:
    answer = await asked("/rank Malaysia")
    assert "106 posts" in answer["text"]
    assert "ASEAN" in answer["text"]
    assert "rank MY lowy-posts 2024" in buttons(answer)


async def test_another_home_series_and_peer_group(asked: Asked) -> None:
    answer = await asked("/rank", home_country="MX", series="lowy-posts", peers="g20")
    assert answer["country"] == "MX"
    assert "Lowy" in answer["text"]
    assert "Peers in G20" in facts(answer)


async def test_top_counts_years_and_numbers_apart(asked: Asked) -> None:
    answer = await asked("/top g20 2016 5")
    (table,) = (part for part in answer["parts"] if part["type"] == "table")
    assert [row[1] for row in table["rows"]] == [
        "United Kingdom",
        "France",
        "United States",
        "Russia",
        "European Union",
    ]
    assert "2016" in answer["text"]


@pytest.mark.parametrize("message", ["/top g20 5 2016", "/top 2016 5 g20", "/top 5 ddr 2016 G20"])
async def test_top_takes_its_words_in_any_order(asked: Asked, message: str) -> None:
    assert await asked(message) == await asked("/top g20 2016 5")


@pytest.mark.parametrize(
    "message", ["/rank 2016 Japan", "/rank ddr 2016 日本", "/rank Jepang d 2016"]
)
async def test_the_edition_may_stand_before_the_country(asked: Asked, message: str) -> None:
    assert await asked(message) == await asked("/rank JP ddr 2016")


async def test_compare_shows_followers_of_ministry_and_missions(asked: Asked) -> None:
    told = facts(await asked("/compare Indonesia, United States"))
    assert told["Indonesia, foreign ministry"] == "164,000 on X (Twitter) (December 2019)"
    assert told["Indonesia, embassy in Canada"] == "1,565 on X (Twitter) (about 2018)"
    assert told["United States, embassy in Indonesia"] == "347,000 on X (Twitter) (about 2018)"


SEPARATORS = [", ", " ", " and ", " vs ", " dan ", "；", "、", "\n", " & "]


@pytest.mark.parametrize("separator", SEPARATORS)
async def test_compare_takes_any_separator(asked: Asked, separator: str) -> None:
    answer = await asked(f"/compare Indonesia{separator}Saudi Arabia{separator}Korea Selatan 2016")
    assert answer["understood"] is True
    assert answer["text"].startswith("Indonesia, Saudi Arabia and South Korea: ")


async def test_language_is_chosen_and_kept(names: CountryNames, shipped_copy: Path) -> None:
    answers = await ask(
        names, settings_for(shipped_copy), "/language id", "/rank", "/language english", "/rank"
    )
    assert "Mulai sekarang" in answers[0]["text"]
    assert "Peringkat dunia" in answers[1]["text"]
    assert "From now on" in answers[2]["text"]
    assert "World rank" in answers[3]["text"]


async def test_what_was_typed_comes_back_tame(asked: Asked) -> None:
    nasty = "<b>x</b> \u202egnp.exe \x00 {0} {name.__class__} $\\frac{1}{2}$ " + "Z" * 5000
    answer = await asked(f"/rank {nasty}")
    assert answer["understood"] is False
    assert "\u202e" not in answer["text"]
    assert "{name.__class__}" in answer["text"]
    assert not re.search("Z{60}", answer["text"])


@pytest.mark.parametrize("command", ["rank", "history", "sources", "compare"])
async def test_every_beginning_of_a_series_and_a_country_it_is_silent_about(
    names: CountryNames, shipped_copy: Path, command: str
) -> None:
    codes = ["ddr", "lowy-posts", "twiplomacy-connected-all", "mediabadger"]
    beginnings = [code[:length] for code in codes for length in range(1, len(code) + 1)]
    questions = [f"/{command} Chad {beginning}" for beginning in beginnings]
    for answer in await ask(names, settings_for(shipped_copy), *questions):
        assert answer["understood"] is True
        assert "our side" not in answer["text"]


async def test_a_named_series_is_asked_about_all_the_countries(asked: Asked) -> None:
    answer = await asked("/compare Malaysia, Indonesia ddr")
    assert "41" in answer["text"]
    assert "Nothing found in this edition: Malaysia" in answer["text"]
    silent = await asked("/compare Palestine, Kosovo lowy-posts")
    assert "Lowy Global Diplomacy Index: nothing found" in silent["text"]
    assert "Digital Diplomacy Review" not in silent["text"]


@pytest.mark.parametrize(
    ("message", "same"),
    [
        ("/compare 🇮🇩🇯🇵", "/compare ID, JP"),
        ("/compare Indonesia 2016, Japan", "/compare ID, JP 2016"),
        ("/compare Indonesia 2016 Japan", "/compare ID, JP 2016"),
        ("/rank Indonesia (2016)", "/rank ID 2016"),
        ("/rank Indonesia, 2016,", "/rank ID 2016"),
        ("/rank Indonesia digital diplomacy review", "/rank ID ddr"),
    ],
)
async def test_years_and_companions_are_not_lost(asked: Asked, message: str, same: str) -> None:
    assert (await asked(message))["parts"] == (await asked(same))["parts"]


async def test_compare_names_those_left_out(asked: Asked) -> None:
    codes = ["CN", "US", "FR", "JP", "RU", "TR", "DE", "BR", "ES", "IT", "IN", "PH", "VN", "ID"]
    answer = await asked(f"/compare {' '.join(codes)} lowy-posts 2019")
    assert "Left out: Viet Nam and Indonesia." in answer["text"]


async def test_nobody_leads_where_the_first_rank_was_not_found(asked: Asked) -> None:
    assert (await asked("/top"))["text"].startswith("Who leads")
    assert (await asked("/top twiplomacy-followed"))["text"].startswith("Ranks found")


async def test_every_figure_shown_has_its_source(asked: Asked) -> None:
    rank = await asked("/rank UK")
    assert "abkhaznews.ru" in rank["text"], "the rank of 2016 is shown as well"
    history = await asked("/history Indonesia lowy-posts")
    assert "Lowy Global Diplomacy Index, Lowy Institute" in history["text"]
    saudi = await asked("/rank Saudi Arabia lowy-posts 2024", peers="brics")
    assert "not formalised" in saudi["text"]


async def test_schedules_are_told_to_those_who_are_allowed(asked: Asked) -> None:
    answer = await asked("/jadwal", language="id")
    told = facts(answer)
    assert told["Berikutnya"].endswith("03.30 (waktu Jakarta)")
    assert told["Terakhir dikerjakan"] == "belum pernah"
