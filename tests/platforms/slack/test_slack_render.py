"""Any reply becomes messages that Slack takes, with nothing lost and nobody mentioned."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from messages.delivery import Piece
from messages.phrase import Phrase, phrase, verbatim
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
from platforms.slack.message import MESSAGE_BLOCKS
from platforms.slack.render import render
from platforms.slack.sender import layouts
from platforms.slack.view import home_view, prompts, window_view
from platforms.slack.ways import ways_of
from tests.platforms.slack.conftest import ENGLISH, LINE, PICTURE, RANK, asked_in
from tests.platforms.slack_server_blocks import (
    MENTION,
    buttons_in,
    check_blocks,
    mentions,
    shown_text,
    text_as_read,
)
from tests.platforms.slack_server_views import check_home, check_view
from tests.platforms.slack_server_world import Channel

DESK = Channel("C0000000001", "desk", True)
DIRECT = Channel("D0000000001", "directmessage", True)
ELSEWHERE = "https://hooks.slack.com/commands/secret"
HOSTILE = "<!channel> <@U1> <https://evil|https://mfa> *bold* :flag-id: &amp;lt; `x`"
FILE = "F012345678"

WORDS = st.text(max_size=60) | st.just(HOSTILE) | st.text("a <!@&\n", min_size=200, max_size=4_000)
PHRASES = WORDS.map(verbatim)


def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 22))
    columns = [Column(draw(PHRASES), draw(st.sampled_from(Align))) for _ in range(width)]
    row = st.tuples(*[st.text(max_size=30).map(verbatim)] * width)
    return Table(tuple(columns), tuple(draw(st.lists(row, max_size=8))))


PARTS: st.SearchStrategy[Part] = st.one_of(
    PHRASES.map(Title),
    PHRASES.map(Text),
    PHRASES.map(Note),
    st.lists(PHRASES, max_size=5).map(lambda phrases: Items(tuple(phrases))),
    st.lists(st.builds(Fact, PHRASES, PHRASES), max_size=5).map(lambda f: Facts(tuple(f))),
    st.lists(
        st.builds(
            Source, PHRASES, PHRASES, st.sampled_from(["", "https://mfa.gov.sg/a?b&c", "p. 4"])
        ),
        max_size=3,
    ).map(lambda sources: Sources(tuple(sources))),
    st.composite(tables)(),
    st.just(LINE),
)
BUTTONS = st.builds(Button, PHRASES, st.just("rank"), st.text(max_size=20), st.none() | PHRASES)
REPLIES = st.builds(
    Reply,
    st.lists(PARTS, min_size=1, max_size=8).map(tuple),
    st.lists(BUTTONS, max_size=30).map(tuple),
)
REQUESTS = st.sampled_from(
    [
        asked_in(DESK),
        asked_in(DIRECT),
        asked_in(DESK, update="1.1"),
        asked_in(DESK, respond=ELSEWHERE),
        asked_in(DIRECT, respond=ELSEWHERE),
        asked_in(DESK, respond=ELSEWHERE, replace="yes"),
        asked_in(DESK, respond=ELSEWHERE, direct="U1"),
        asked_in(DESK, aside="U1"),
        asked_in(DESK, aside="U1", direct="U1"),
        asked_in(DIRECT, direct="U1"),
        asked_in(DESK, respond=ELSEWHERE, everyone="<!channel>"),
        asked_in(DESK, update="1.1", beside=ELSEWHERE),
    ]
)


def bodies(piece: Piece) -> list[dict[str, Any]]:
    return [body for way in ways_of(piece) for body in layouts(way, FILE)]


def shown(pieces: tuple[Piece, ...]) -> str:
    """All that a reader sees when every first way succeeds."""
    return "\n".join(shown_text(ways_of(piece)[0]["blocks"]) for piece in pieces)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(REPLIES, st.booleans())
def test_slack_takes_whatever_is_shown_as_a_page(answer: Reply, has_file: bool) -> None:
    home = home_view(answer, ENGLISH, PICTURE, FILE if has_file else None)
    check_home(home, lambda file: file == FILE)
    window = window_view("find", answer, ENGLISH)
    check_view(window)
    assert not mentions([home, window])
    suggested = prompts(answer, ENGLISH)
    assert len(suggested["prompts"]) <= 4
    assert not mentions([suggested, *suggested["prompts"]])
    assert all(each["title"] and each["message"] for each in suggested["prompts"])
    assert not any(MENTION.search(text) for each in suggested["prompts"] for text in each.values())


def reply(*parts: Part, buttons: tuple[Button, ...] = ()) -> Reply:
    return Reply(parts, buttons)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@example(asked_in(DESK), Reply((Title(verbatim("\x08")),)))
@given(REQUESTS, REPLIES)
def test_slack_takes_whatever_is_rendered(request: Any, answer: Reply) -> None:
    for piece in render(request, answer, ENGLISH, PICTURE):
        # It becomes a row before it is sent.
        assert json.loads(json.dumps(piece.payload)) == piece.payload
        for body in bodies(piece):
            check_blocks(body["blocks"], lambda file: file == FILE)
            assert not mentions([body])
            assert len(body["text"]) <= 4_000
            assert body["text"]
            assert "<" not in body["text"]


def test_what_a_person_typed_is_shown_as_typed() -> None:
    pieces = render(
        asked_in(DESK),
        reply(
            Title(phrase("{typed}", typed=HOSTILE)),
            Text(phrase("No command {typed}", typed=HOSTILE)),
            Note(phrase("{typed}", typed=HOSTILE)),
            Table((Column(verbatim("A")),), ((verbatim(HOSTILE),),)),
        ),
        ENGLISH,
        None,
    )
    assert shown(pieces).count(HOSTILE) == 4
    assert "mrkdwn" not in str(pieces[0].payload)
    assert text_as_read(ways_of(pieces[0])[0]["text"]).count(HOSTILE) == 4


def test_every_row_of_a_long_table_is_shown_under_its_headings() -> None:
    rows = tuple((verbatim(f"{n}."), verbatim(f"Country {n}")) for n in range(1, 210))
    table = Table((Column(phrase("Rank"), Align.END), Column(phrase("Country"))), rows)
    pieces = render(asked_in(DESK), reply(Title(phrase("All")), table), ENGLISH, None)

    assert len(pieces) == 3
    lines = shown(pieces).splitlines()
    assert [line for line in lines if line not in {"All", "Rank | Country"}] == [
        f"{n}. | Country {n}" for n in range(1, 210)
    ]
    assert lines.count("Rank | Country") == 3
    block = ways_of(pieces[0])[0]["blocks"][1]
    assert [setting["align"] for setting in block["column_settings"]] == ["right", "left"]


def test_a_long_text_is_cut_between_words_and_nothing_is_lost() -> None:
    words = " ".join(f"word{n}" for n in range(3_000))
    pieces = render(asked_in(DESK), reply(Text(verbatim(words))), ENGLISH, None)
    assert len(pieces) > 1
    assert shown(pieces).split() == words.split()


def test_the_buttons_go_with_the_last_message_and_the_picture_with_its_part() -> None:
    answer = reply(*RANK.parts, Text(verbatim("x " * 8_000)), buttons=RANK.buttons)
    first, *_, last = render(asked_in(DESK), answer, ENGLISH, PICTURE)
    assert (first.picture, last.picture) == (PICTURE.digest, None)
    assert [b["type"] for b in ways_of(first)[0]["blocks"]].count("image") == 1
    assert "actions" not in [b["type"] for b in ways_of(first)[0]["blocks"]]
    assert ways_of(last)[0]["blocks"][-1]["type"] == "actions"


def test_an_ephemeral_answer_keeps_to_five_messages_and_says_so() -> None:
    answer = reply(Text(verbatim("x " * 40_000)))
    pieces = render(asked_in(DESK, respond=ELSEWHERE), answer, ENGLISH, None)
    assert len(pieces) == 5
    assert "The answer is longer" in shown(pieces[-1:])


def test_an_ephemeral_answer_that_is_cut_keeps_its_buttons() -> None:
    answer = reply(LINE, Text(verbatim("x " * 40_000)), buttons=RANK.buttons)
    pieces = render(asked_in(DESK, respond=ELSEWHERE), answer, ENGLISH, None)
    kinds = [[b["type"] for b in ways_of(piece)[0]["blocks"]] for piece in pieces]
    assert kinds[4][-2:] == ["context", "actions"]
    assert not any("actions" in before for before in kinds[:4])
    labels = [label for label, _, _ in buttons_in(ways_of(pieces[4])[0]["blocks"])]
    assert labels == ["Show the picture", "Compare with peers", "History"]


def test_two_charts_are_one_picture_where_the_first_of_them_stands() -> None:
    both = Reply((Title(phrase("a")), LINE, Title(phrase("b")), Text(phrase("c")), replace(LINE)))
    (posted,) = render(asked_in(DESK), both, ENGLISH, PICTURE)
    kinds = [block["type"] for block in ways_of(posted)[0]["blocks"]]
    assert kinds == ["header", "image", "header", "rich_text"]
    page = home_view(both, ENGLISH, PICTURE, FILE)
    assert [block["type"] for block in page["blocks"]][:4] == kinds


def test_each_message_in_a_direct_chat_has_its_like_without_the_picture() -> None:
    # As many blocks as fit without the picture: with it, they are one too many.
    notes = [Note(verbatim(str(number))) for number in range(MESSAGE_BLOCKS)]
    answer = reply(*notes[:3], LINE, *notes[3:], buttons=RANK.buttons)
    first, second = render(asked_in(DIRECT, respond=ELSEWHERE), answer, ENGLISH, PICTURE)
    posted, spare, *_ = ways_of(first)
    assert [block for block in posted["blocks"] if block["type"] != "image"] == spare["blocks"]
    assert PICTURE.alternative in posted["text"]
    assert PICTURE.alternative not in spare["text"]
    posted, spare, *_ = ways_of(second)
    assert len(buttons_in(posted["blocks"])) == 2
    assert len(buttons_in(spare["blocks"])) == 3


def test_a_title_too_long_for_a_header_is_shown_whole() -> None:
    title = "A very long name and " * 12 + "no end"
    pieces = render(asked_in(DESK), reply(Title(verbatim(title))), ENGLISH, None)
    assert shown(pieces) == title


def test_each_line_of_a_list_is_found_by_its_label() -> None:
    facts = Facts(
        (Fact(phrase("Rank"), verbatim("41")), Fact(verbatim("/top"), verbatim("x " * 60)))
    )
    (piece,) = render(asked_in(DESK), reply(facts), ENGLISH, None)
    ((line,),) = [block["elements"] for block in ways_of(piece)[0]["blocks"]]
    bold = [one["text"] for one in line["elements"] if one.get("style") == {"bold": True}]
    assert bold == ["Rank", "/top"]


def test_sources_are_links_and_rows_can_be_read_aloud() -> None:
    answer = reply(
        Sources(
            (
                Source(
                    phrase("Rank 41"), verbatim("Review <2017>"), "https://example.org/?a=1&b=2"
                ),
                Source(phrase("Rank 40"), verbatim(""), "https://www.example.net/a/long/page"),
            )
        ),
        Table(
            (Column(phrase("Rank")), Column(phrase("Country"))),
            ((phrase("1st"), phrase("Japan")), (Phrase("{v}", {"v": ""}), phrase("Chad"))),
        ),
    )
    (piece,) = render(asked_in(DESK), answer, ENGLISH, None)
    way = ways_of(piece)[0]
    assert "'url': 'https://example.org/?a=1&b=2'" in str(way["blocks"])
    assert "'url': 'https://www.example.net/a/long/page'" in str(way["blocks"])
    assert text_as_read(way["text"]).splitlines() == [
        "Rank 41: Review <2017>",
        "Rank 40: example.net",
        "Rank: 1st; Country: Japan",
        "Country: Chad",
    ]
