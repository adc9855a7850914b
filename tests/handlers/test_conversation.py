"""Whatever is pressed or typed in whatever order: only a turn at the open question counts."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from handlers.command import Context
from handlers.conversation import PRESSED, Conversation, Step, read_turn
from handlers.questions import token
from messages.effect import DraftDropped, DraftKept
from messages.form import Draft, DraftId, next_question
from messages.reply import Answer
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Person,
    PersonId,
    PlatformName,
    Request,
    RequestKey,
    Sender,
)
from ministries.names import CountryNames
from ranking.published import PublishedRecord
from tests.handlers.nothing import NothingMeasured
from tests.stories.form_desk import VISIT, Visits

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TELEGRAM = PlatformName("telegram")
CHAT = Chat(TELEGRAM, ChatId("7"))
BEGUN = Draft(DraftId("d1"), VISIT.name, VISIT.about)

TYPED = st.one_of(
    st.sampled_from(["Jakarta", "well", "12", "skip", "back", "cancel", "send", "kirim", ""]),
    st.text(max_size=50),
)
TOKENS = st.sampled_from(["now", "before", "d2.0", "", "x"])
PRESSES = st.tuples(st.sampled_from(sorted(PRESSED)), TOKENS, st.sampled_from(["", "0", "1", "9"]))


def request(command: str, arguments: str = "", plain: str | None = None) -> Request:
    sender = Sender(TELEGRAM, AccountId("7"))
    return Request(RequestKey("k"), sender, CHAT, command, arguments, NOW, plain=plain)


def context(names: CountryNames) -> Context:
    return Context(
        record=PublishedRecord((), (), (), (), ()),
        measured=NothingMeasured(),
        names=names,
        person=Person(PersonId(1), "en"),
        chat=CHAT,
        now=NOW,
        home_country="ID",
        default_series="ddr",
        peer_group="asean",
        commands=(),
    )


ALL_ANSWERS: list[str | tuple[str, str, str]] = ["Jakarta", "well", "12", "skip"]
ANY = st.lists(st.one_of(TYPED, PRESSES), max_size=25)


@given(ANY | ANY.map(lambda turns: [*ALL_ANSWERS, *turns]))
def test_any_turns_at_all(names: CountryNames, turns: list[str | tuple[str, str, str]]) -> None:
    visits, draft, before = Visits(), BEGUN, BEGUN
    (handler,) = visits.registries.forms
    for turn in turns:
        if isinstance(turn, str):
            asked, made_for = request("x", plain=turn), None
        else:
            command, made_for, words = turn
            made_for = {"now": token(draft), "before": token(before)}.get(made_for, made_for)
            asked = request(command, f"{made_for} {words}".strip() if made_for else "")
        taken = read_turn(asked)
        assert taken is not None
        conversation = Conversation(handler, draft, asked, context(names), lambda p: p.text)
        answer = asyncio.run(conversation.take(taken))
        (effect,) = answer.effects
        if isinstance(effect, DraftDropped):
            check_end(draft, taken.step, visits, answer)
            return
        assert isinstance(effect, DraftKept)
        assert effect.step_before == draft.step
        if made_for and taken.token != token(draft):
            assert replace(effect.draft, question=draft.question) == draft
            assert answer.reply.stands_beside
        assert len(effect.draft.answers.keys() ^ draft.answers.keys()) <= 1
        assert answer.reply.parts
        before, draft = draft, effect.draft
    assert visits.sent == []


def check_end(draft: Draft, step: Step, visits: Visits, answer: Answer) -> None:
    """Sent when everything was answered, or given up; never both."""
    if step is Step.CANCEL:
        assert visits.sent == []
        return
    assert step is Step.SEND
    assert next_question(VISIT, draft) is None
    (sent,) = visits.sent
    assert sent.answers == draft.answers
    assert {field.name for field in VISIT.fields} == set(sent.answers)
    assert answer.reply.parts
