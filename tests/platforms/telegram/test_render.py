"""What a reply looks like, and which calls say it."""

from collections.abc import Mapping
from gettext import NullTranslations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.chart import Picture, RankLine
from messages.phrase import CountryName, Phrase, phrase, typed, verbatim
from messages.reply import (
    Align,
    Button,
    Column,
    Fact,
    Facts,
    Items,
    Note,
    Part,
    Reply,
    Source,
    Sources,
    Table,
    Text,
    Title,
)
from messages.request import AccountId, Chat, ChatId, PlatformName, Request, RequestKey, Sender
from messages.wording import Wording
from platforms.telegram.render import render
from tests.platforms.bot_api_html import parse_html, utf16
from tests.platforms.telegram.conftest import NOON

TELEGRAM = PlatformName("telegram")
PICTURE = Picture(b"png", "a line")
INDONESIA = CountryName("ID")
CHART = RankLine(phrase("t"), phrase("s"), 209, (), (), phrase("src"), phrase("41 of 209"))


def request(**answer_at: str) -> Request:
    return Request(
        RequestKey("telegram:7:1"),
        Sender(TELEGRAM, AccountId("11")),
        Chat(TELEGRAM, ChatId("11")),
        "rank",
        "",
        NOON,
        answer_at=answer_at,
    )


def calls(
    reply: Reply, wording: Wording, picture: Picture | None = None, **answer_at: str
) -> list[Mapping[str, Any]]:
    return [piece.payload for piece in render(request(**answer_at), reply, wording, picture)]


def html(wording: Wording, *parts: Part) -> str:
    (call,) = calls(Reply(parts), wording)
    assert call["method"] == "sendMessage"
    assert call["parameters"]["parse_mode"] == "HTML"
    assert call["parameters"]["link_preview_options"] == {"is_disabled": True}
    return str(call["parameters"]["text"])


def test_every_kind_of_part(english: Wording) -> None:
    shown = html(
        english,
        Title(phrase("{country} is 41st", country=INDONESIA)),
        Text(phrase("Down 4 from 37 in 2016.")),
        Facts((Fact(phrase("Score"), verbatim("43.34")), Fact(phrase("Rating"), verbatim("CC++")))),
        Items((verbatim("first in ASEAN"), verbatim("sixth in Asia"))),
        Table(
            (Column(phrase("Country")), Column(phrase("Rank"), Align.END)),
            ((phrase("{c}", c=INDONESIA), verbatim("41")), (verbatim("<Oman>"), verbatim("9"))),
        ),
        CHART,
        Note(phrase("Digital Diplomacy Review 2017")),
        Note(phrase("* published as a range")),
        Sources(
            (
                Source(
                    phrase("Rank"), verbatim("Review & Index"), 'https://example.org/?a=1&b="2"'
                ),
                Source(phrase("Score"), verbatim(""), "https://www.example.net/page"),
                Source(phrase("Place"), verbatim("A printed book"), "shelf 4"),
            )
        ),
    )
    assert shown == (
        "<b>Indonesia is 41st</b>\n"
        "\n"
        "Down 4 from 37 in 2016.\n"
        "\n"
        "<b>Score</b>: 43.34\n"
        "<b>Rating</b>: CC++\n"
        "\n"
        "• first in ASEAN\n"
        "• sixth in Asia\n"
        "\n"
        "<pre>Country    Rank\n"
        "Indonesia    41\n"
        "&lt;Oman&gt;        9</pre>\n"
        "\n"
        "<i>Digital Diplomacy Review 2017</i>\n"
        "<i>* published as a range</i>\n"
        "\n"
        "<blockquote expandable>Rank: "
        '<a href="https://example.org/?a=1&amp;b=&quot;2&quot;">Review &amp; Index</a>\n'
        'Score: <a href="https://www.example.net/page">example.net</a>\n'
        "Place: A printed book</blockquote>"
    )


def test_each_line_of_a_list_is_found_by_its_label(english: Wording) -> None:
    """Whatever its value is: a list that changes its look from line to line is harder to read."""
    sentence = "sixth, behind Japan, India, Saudi Arabia, Kuwait and others"
    told = {"Rank": "41", "In Asia": sentence, "/rank": "Where it stands"}
    facts = tuple(Fact(verbatim(label), verbatim(value)) for label, value in told.items())
    expected = f"<b>Rank</b>: 41\n<b>In Asia</b>: {sentence}\n<b>/rank</b>: Where it stands"
    assert html(english, Facts(facts)) == expected


def test_words_that_lead_in_stand_close_to_what_they_lead_to(english: Wording) -> None:
    facts = Facts((Fact(phrase("Rank"), verbatim("41")),))
    items = Items((verbatim("first"),))
    lead_in = Text(phrase("As published:"))
    assert html(english, lead_in, facts) == "As published:\n<b>Rank</b>: 41"
    assert html(english, lead_in, items) == "As published:\n• first"
    assert html(english, Text(phrase("As published.")), items) == "As published.\n\n• first"
    assert html(english, lead_in, lead_in) == "As published:\n\nAs published:"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "tg://user?id=1", "ftp://x/y", "https://", "http://[", "example.org"],
)
def test_only_web_addresses_become_links(english: Wording, address: str) -> None:
    shown = html(english, Sources((Source(phrase("Rank"), verbatim("Title"), address),)))
    assert "<a" not in shown


@pytest.mark.parametrize(
    "attack",
    [
        "<b>bold</b>",
        "</b></i>&amp;lt;",
        '<a href="tg://user?id=1">x</a>',
        "&#60;script&#62;",
        "@everybody and @Alice_1",
        "*_~`|",
        "\ud800 half",
    ],
)
def test_what_somebody_typed_is_shown_as_typed(english: Wording, attack: str) -> None:
    country = phrase("No country called {typed}.", typed=typed(attack))
    shown = html(english, Title(country), Text(country), Items((country,)))
    text, entities = parse_html(shown)
    visible = text.replace("\u2060", "")
    assert visible.count(f"No country called {typed(attack)}.") == 3
    assert {entity["type"] for entity in entities} == {"bold"}
    assert "@Alice" not in text


def test_short_buttons_stand_in_pairs_and_long_ones_alone(english: Wording) -> None:
    labels = ("Peers", "History", "How it is counted in detail", "Sources")
    buttons = tuple(Button(verbatim(label), "rank", str(n)) for n, label in enumerate(labels))
    (call,) = calls(Reply((Title(phrase("t")),), buttons), english)
    rows = call["parameters"]["reply_markup"]["inline_keyboard"]
    assert [[key["text"] for key in row] for row in rows] == [
        ["Peers", "History"],
        ["How it is counted in detail"],
        ["Sources"],
    ]
    assert rows[0][1]["callback_data"] == "rank 1"


def test_a_button_too_long_for_telegram_does_not_cost_the_answer(
    english: Wording, caplog: pytest.LogCaptureFixture
) -> None:
    buttons = (Button(verbatim("x"), "rank", "é" * 30), Button(verbatim("y"), "help"))
    (call,) = calls(Reply((Title(phrase("t")),), buttons), english)
    assert call["parameters"]["reply_markup"] == {
        "inline_keyboard": [[{"text": "y", "callback_data": "help"}]]
    }
    assert "says more than fits" in caplog.text


BUTTONS = (Button(verbatim("Peers"), "compare", "ID"),)
SHORT = Reply((Title(phrase("Indonesia")), Text(phrase("41 of 209")), CHART), BUTTONS)
LONG_TEXT = Text(verbatim("x " * 700))
LONG = Reply((Title(phrase("Indonesia")), LONG_TEXT, CHART), BUTTONS)


def methods(made: list[Mapping[str, Any]]) -> list[str]:
    return [call["method"] for call in made]


def test_a_picture_carries_a_short_text(english: Wording) -> None:
    (piece,) = render(request(), SHORT, english, PICTURE)
    assert piece.picture == PICTURE.digest
    assert piece.payload["method"] == "sendPhoto"
    assert piece.payload["parameters"]["caption"] == "<b>Indonesia</b>\n\n41 of 209"
    assert "reply_markup" in piece.payload["parameters"]


def test_a_long_text_follows_the_picture_with_the_buttons(english: Wording) -> None:
    photo, text = calls(LONG, english, PICTURE)
    assert methods([photo, text]) == ["sendPhoto", "sendMessage"]
    assert photo["parameters"] == {"caption": "<b>Indonesia</b>", "parse_mode": "HTML"}
    assert text["parameters"]["text"].startswith("x x")
    assert "reply_markup" in text["parameters"]


def test_the_caption_names_each_ranking_that_is_in_the_picture(english: Wording) -> None:
    """A picture is passed on without the messages after it."""
    published, measured = Title(phrase("Published")), Title(phrase("Measured"))
    both = Reply((published, LONG_TEXT, CHART, measured, CHART))
    photo, text = calls(both, english, PICTURE)
    assert photo["parameters"]["caption"] == "<b>Published</b>\n\n<b>Measured</b>"
    assert text["parameters"]["text"].endswith("<b>Measured</b>")
    first = Reply((published, CHART, measured, LONG_TEXT))
    assert calls(first, english, PICTURE)[0]["parameters"]["caption"] == "<b>Published</b>"
    second = Reply((published, measured, LONG_TEXT, CHART))
    photo, text = calls(second, english, PICTURE)
    assert photo["parameters"]["caption"] == "<b>Measured</b>"
    assert text["parameters"]["text"].startswith("<b>Published</b>\n\n<b>Measured</b>")


def test_a_text_without_a_title_leaves_the_picture_bare(english: Wording) -> None:
    photo, text = calls(Reply((LONG_TEXT,)), english, PICTURE)
    assert photo["parameters"] == {}
    assert text["parameters"]["text"].startswith("x x")


def test_a_very_long_text_is_several_messages_and_the_last_has_the_buttons(
    english: Wording,
) -> None:
    rows = tuple((verbatim(f"Country {n} <&>"), verbatim(str(n))) for n in range(400))
    table = Table((Column(phrase("Country")), Column(phrase("Rank"), Align.END)), rows)
    made = calls(Reply((Title(phrase("All")), table), BUTTONS), english)
    assert len(made) > 2
    texts = [parse_html(call["parameters"]["text"])[0] for call in made]
    assert all(utf16(text) <= 4096 for text in texts)
    lines = [line for text in texts for line in text.split("\n") if line]
    assert len(lines) == 1 + 1 + 400
    assert ["reply_markup" in call["parameters"] for call in made] == [
        *([False] * (len(made) - 1)),
        True,
    ]


def test_what_could_not_be_drawn_is_said(english: Wording) -> None:
    (call,) = calls(Reply((CHART,)), english)
    assert call["parameters"]["text"] == "41 of 209"


def test_in_a_group_the_first_message_replies(english: Wording) -> None:
    photo, text = calls(LONG, english, PICTURE, reply_to="5")
    assert photo["parameters"]["reply_parameters"] == {
        "message_id": 5,
        "allow_sending_without_reply": True,
    }
    assert "reply_parameters" not in text["parameters"]


def test_a_press_changes_its_message_and_can_do_without(english: Wording) -> None:
    (text,) = calls(SHORT, english, edit="4")
    assert (text["method"], text["otherwise"]["method"]) == ("editMessageText", "sendMessage")
    assert text["parameters"]["message_id"] == 4
    (picture,) = calls(SHORT, english, PICTURE, edit="4", shows_picture="yes")
    assert (picture["method"], picture["otherwise"]["method"]) == ("editMessageMedia", "sendPhoto")
    assert picture["parameters"]["media"] == {
        "type": "photo",
        "media": "attach://picture",
        "caption": "<b>Indonesia</b>\n\n41 of 209",
        "parse_mode": "HTML",
    }
    (becomes_picture,) = calls(SHORT, english, PICTURE, edit="4")
    assert becomes_picture["method"] == "editMessageMedia"


def test_a_picture_that_becomes_text_is_replaced_and_then_cleared_away(english: Wording) -> None:
    made = calls(SHORT, english, edit="4", shows_picture="yes", reply_to="3")
    assert methods(made) == ["sendMessage", "deleteMessage"]
    assert made[0]["parameters"]["reply_parameters"]["message_id"] == 3
    assert made[1]["parameters"] == {"message_id": 4}
    assert made[1]["otherwise"]["method"] == "editMessageReplyMarkup"


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
PHRASES = st.builds(verbatim, WORDS)


def tables(cells: st.SearchStrategy[Phrase]) -> st.SearchStrategy[Table]:
    row = st.tuples(cells, cells, cells)
    columns = st.tuples(*[st.builds(Column, cells, st.sampled_from(Align))] * 3)
    return st.builds(Table, columns, st.lists(row, min_size=1, max_size=5).map(tuple))


PARTS = st.one_of(
    st.builds(Title, PHRASES),
    st.builds(Text, st.builds(verbatim, st.text(min_size=0, max_size=1500))),
    st.builds(Note, PHRASES),
    st.builds(Items, st.lists(PHRASES, max_size=4).map(tuple)),
    st.builds(Facts, st.lists(st.builds(Fact, PHRASES, PHRASES), max_size=4).map(tuple)),
    st.builds(Sources, st.lists(st.builds(Source, PHRASES, PHRASES, WORDS), max_size=4).map(tuple)),
    tables(PHRASES),
)


@settings(max_examples=60)
@given(st.lists(PARTS, min_size=1, max_size=6), st.booleans())
def test_whatever_is_said_telegram_can_read_it(parts: list[Part], with_picture: bool) -> None:
    wording = Wording("en", NullTranslations(), {})
    made = calls(Reply(tuple(parts)), wording, PICTURE if with_picture else None)
    for call in made:
        parameters = call["parameters"]
        caption, text = parameters.get("caption", ""), parameters.get("text", "")
        assert utf16(parse_html(caption)[0]) <= 1024
        assert utf16(parse_html(text)[0]) <= 4096
        assert parse_html(text)[0] or call["method"] == "sendPhoto"
