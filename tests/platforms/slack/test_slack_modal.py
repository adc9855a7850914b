"""A form as a window, whatever its questions, and a sent window, whatever is in it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.form import AnyText, Choice, Field, FieldName, Form, FormName, OneOf, WholeNumber
from messages.phrase import verbatim
from messages.reply import Note, Reply, Text, Title
from messages.request import Chat, ChatId, Request, RequestKey, Sender, Unreadable
from messages.wording import Wording
from platforms.slack.inbound import SLACK
from platforms.slack.modal import complaint, modal, read_sent_form
from tests.platforms.console.desk import ENGLISH
from tests.platforms.slack_server_views import check_view
from tests.stories.form_desk import VISIT

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WORDS = st.text(min_size=1, max_size=3_100).map(verbatim)
KINDS = st.one_of(
    st.builds(AnyText, st.integers(1, 3_000), st.booleans()),
    st.builds(WholeNumber, st.none() | st.integers(), st.none() | st.integers()),
    st.lists(WORDS, min_size=1, max_size=20).map(
        lambda labels: OneOf(tuple(Choice(f"v{n}", label) for n, label in enumerate(labels)))
    ),
)
FIELDS = st.lists(st.tuples(WORDS, KINDS, st.booleans()), min_size=1, max_size=12).map(
    lambda made: tuple(
        Field(FieldName(f"f{n}"), verbatim("x"), question, kind, is_optional)
        for n, (question, kind, is_optional) in enumerate(made)
    )
)
PARTS = st.lists(st.one_of(*(st.builds(part, WORDS) for part in (Title, Text, Note))), max_size=5)


def asked_in(thread: str | None = None) -> Request:
    chat = Chat(SLACK, ChatId("C1"), thread, is_private=False)
    sender = Sender(SLACK, "T1/U1")  # type: ignore[arg-type]
    return Request(RequestKey("1"), sender, chat, "visit", "", NOW)


@given(FIELDS, WORDS, PARTS)
def test_slack_takes_every_form(
    fields: tuple[Field, ...], title: Any, parts: list[Title | Text | Note]
) -> None:
    form = Form(FormName("made"), title, fields)
    check_view(modal(asked_in(), form, Reply(tuple(parts)), ENGLISH))


def sent(values: Any, **view: Any) -> dict[str, Any]:
    kept = modal(asked_in("17.5"), VISIT, Reply(parts=()), ENGLISH)["private_metadata"]
    shown = {"id": "V1", "callback_id": "form", "private_metadata": kept}
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "username": "budi"},
        "view": {**shown, "state": {"values": values}, **view},
    }


def test_it_comes_back_to_where_it_was_begun() -> None:
    request = read_sent_form(sent({"place": {"answer": {"value": "A &amp; B"}}}), NOW)
    assert isinstance(request, Request)
    assert request.chat == asked_in("17.5").chat
    assert request.filled is not None
    assert request.filled.answers == {"place": "A & B"}
    assert request.key == "slack:view:V1"


@pytest.mark.parametrize(
    "body",
    [
        sent({"place": {}}),
        sent({"place": {"answer": 3}}),
        sent(None),
        sent({}, private_metadata="{"),
        sent({}, private_metadata="[]"),
        sent({}, private_metadata=json.dumps({"form": "visit"})),
    ],
)
def test_a_damaged_window_is_kept_raw_and_not_complained_of(body: dict[str, Any]) -> None:
    assert complaint(body) is None
    assert isinstance(read_sent_form(body, NOW), Unreadable)


@pytest.mark.parametrize("callback", ["", "ask", "form2"])
def test_another_window_is_none_of_ours(callback: str) -> None:
    assert complaint(sent({"place": {"answer": {"value": " "}}}, callback_id=callback)) is None


def test_the_words_are_those_of_who_opened_it() -> None:
    wrong = complaint(sent({"place": {"answer": {"value": "\t"}}}))
    assert wrong is not None
    assert wrong["errors"] == {"place": "This needs an answer in words."}
    assert isinstance(ENGLISH, Wording)
