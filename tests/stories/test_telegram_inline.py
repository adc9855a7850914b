"""`@bot indo` in any chat: cards of ministries, each a finished answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.suggestions import PAGE
from tests.platforms.bot_api import BotApiServer
from tests.stories.desk import Desk, open_desk, open_telegram


@pytest.fixture
async def api(shipped_database: Path, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    async with open_telegram(shipped_database, tmp_path) as telegram:
        yield telegram


@pytest.fixture
async def desk(shipped_database: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(shipped_database, tmp_path) as opened:
        yield opened


async def test_the_beginning_of_a_name_offers_finished_cards(api: BotApiServer) -> None:
    offered = await api.types_inline(api.person("Siti", language="id"), "indo")
    (card,) = offered.cards
    assert card.title == "Indonesia"
    assert card.description == "41 dari 209: Digital Diplomacy Review 2017"
    assert card.text.startswith("Indonesia: Digital Diplomacy Review 2017\n\n")
    assert "Peringkat dunia: 41 dari 209" in card.text
    assert "Skor: 43,34 dari 100" in card.text
    assert "Sumber: Indonesian Ministry of Foreign Affairs" in card.text
    assert (offered.is_personal, offered.cache_time > 0, offered.next_offset) == (True, True, "")
    assert api.nothing_sent()


async def test_a_card_names_its_sources_and_no_command(api: BotApiServer) -> None:
    """In the chats that it is posted to nobody may be there to take one."""
    budi = api.person("Budi", language="en")
    for typed in ("Malaysia", "Brunei", "Fiji", "Indonesia lowy-posts", "Papua New Guinea"):
        (card,) = (await api.types_inline(budi, typed)).cards
        assert "/" not in card.text.replace("Diplomacy.Live / Istanbul", ""), card.text
        assert ("Source: " in card.text) is (typed != "Fiji"), card.text


async def test_nothing_typed_offers_the_home_ministry(api: BotApiServer) -> None:
    offered = await api.types_inline(api.person("Budi", language="en"), " ")
    assert [card.title for card in offered.cards] == ["Indonesia"]
    assert "World rank: 41 of 209" in offered.cards[0].text


async def test_many_come_page_by_page_and_each_once(api: BotApiServer) -> None:
    budi = api.person("Budi", language="en")
    titles: list[str] = []
    offset = ""
    while True:
        offered = await api.types_inline(budi, "s", offset)
        titles += [card.title for card in offered.cards]
        assert len(offered.cards) <= PAGE
        if not (offset := offered.next_offset):
            break
    assert len(titles) == len(set(titles)) > PAGE
    assert {"Saudi Arabia", "Singapore", "South Africa", "Spain", "Sweden"} <= set(titles)
    assert titles.index("Spain") < titles.index("American Samoa")
    assert (await api.types_inline(budi, "s", "nonsense")).cards[0].title == titles[0]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("indonsia", ["Indonesia"]),
        ("印度尼西亚", ["Indonesia"]),
        ("🇯🇵", ["Japan"]),
        ("indonesia 2016", ["Indonesia"]),
        ("qqqqqq", []),
        ("@everyone <b>", []),
        ("x" * 256, []),
    ],
)
async def test_whatever_is_typed(api: BotApiServer, typed: str, titles: list[str]) -> None:
    offered = await api.types_inline(api.person("Budi", language="en"), typed)
    assert [card.title for card in offered.cards] == titles
    assert bool(offered.button) is not bool(titles)


async def test_an_edition_can_be_named(api: BotApiServer) -> None:
    offered = await api.types_inline(api.person("Budi", language="en"), "indonesia 2016")
    assert "37 of 210" in offered.cards[0].text


async def test_a_country_without_figures_says_so(api: BotApiServer) -> None:
    (card,) = (await api.types_inline(api.person("Budi", language="en"), "kenya")).cards
    assert card.description == "nothing found in the Digital Diplomacy Review"
    assert "only what was published and found" in card.text


async def test_of_many_letters_typed_in_a_rush_the_last_is_answered(api: BotApiServer) -> None:
    budi = api.person("Budi", language="en")
    text = "indonesia"
    queries = [await api.sends_inline(budi, text[:n]) for n in range(1, len(text) + 1)]
    await api.until(lambda: api.inline_answer(queries[-1]) is not None)
    assert len(api.calls_to("answerInlineQuery")) < len(queries)


async def test_inline_queries_are_not_kept_and_a_late_one_troubles_nobody(desk: Desk) -> None:
    siti = desk.telegram.person("Siti", language="id")
    desk.telegram.fail_next("answerInlineQuery", 400, "Bad Request: query is too old")
    await desk.telegram.sends_inline(siti, "jep")
    await desk.telegram.called("answerInlineQuery")
    assert (await desk.telegram.types_inline(siti, "jepang")).cards[0].title == "Jepang"
    await desk.telegram.says(siti, "/rank Jepang")
    await desk.telegram.next_message()
    assert [r[0] for r in stored(desk.database, "SELECT command FROM inbox")] == ["rank"]


async def test_what_was_posted_from_a_card_is_no_question(api: BotApiServer) -> None:
    siti = api.person("Siti", language="id")
    group = api.group("Desk", [siti])
    (card,) = (await api.types_inline(siti, "indo")).cards
    await api.says(siti, card.text, chat=group)
    query = await api.presses_inline(siti, "rank ID")
    await api.until(lambda: api.is_answered(query))
    assert "Tombol ini tidak berlaku lagi" in api.notice(query)
    assert api.nothing_sent()


def stored(database: Path, question: str) -> list[tuple[str, ...]]:
    import sqlite3  # a look from outside, at what the running program has written

    with sqlite3.connect(database) as connection:
        return list(connection.execute(question))
