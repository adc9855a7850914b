"""A form as a window, and what was typed into it as a request. Pure.

Slack itself refuses what is missing, too long or no number. The rest is said in the window, in
words that it carries from when it was opened: nobody's language is known when it is sent.
Limits: docs.slack.dev/reference/views and /reference/block-kit/block-elements.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from messages.as_text import request_as_text
from messages.form import (
    NEEDS_WORDS,
    AnyText,
    Choice,
    Field,
    FieldName,
    Filled,
    Form,
    FormName,
    OneOf,
    WholeNumber,
)
from messages.phrase import phrase
from messages.reply import Reply
from messages.request import Chat, ChatId, Inbound, Request, RequestKey
from messages.wording import Wording
from platforms.slack.blocks import NOTHING, Block, passages, plain
from platforms.slack.inbound import DIRECT, SLACK, sender, team_of
from platforms.slack.payload import MALFORMED, unreadable
from platforms.slack.spelling import as_typed
from platforms.slack.split import shortened

CALLED = "form"

TITLE_LIMIT = 24
LABEL_LIMIT = 2_000
OPTION_LIMIT = 75
METADATA_LIMIT = 3_000
BLOCKS_LIMIT = 100
ANSWER = "answer"

SEND = phrase("Send")
CANCEL = phrase("Cancel")


def modal(request: Request, form: Form, opening: Reply, wording: Wording) -> dict[str, Any]:
    """The window for the form, below what the reply says."""
    shown = (one for part in opening.parts for one in passages(part, wording, None))
    above = [block for passage in shown for block in passage.blocks]
    inputs = [asking(field, wording) for field in form.fields]
    return {
        "type": "modal",
        "callback_id": CALLED,
        "title": words(wording.say(form.title), TITLE_LIMIT),
        "submit": words(wording.say(SEND), TITLE_LIMIT),
        "close": words(wording.say(CANCEL), TITLE_LIMIT),
        "private_metadata": json.dumps(carried(request, form, wording)),
        "blocks": [*above[: BLOCKS_LIMIT - len(inputs)], *inputs],
    }


def carried(request: Request, form: Form, wording: Wording) -> dict[str, Any]:
    return {
        "form": form.name,
        "about": form.about,
        "chat": request.chat.id,
        "thread": request.chat.thread,
        "is_private": request.chat.is_private,
        "needs_words": wording.say(NEEDS_WORDS),
    }


def asking(field: Field, wording: Wording) -> Block:
    return {
        "type": "input",
        "block_id": field.name,
        "label": words(wording.say(field.question), LABEL_LIMIT),
        "element": {"action_id": ANSWER, **element(field, wording)},
        "optional": field.is_optional,
    }


def element(field: Field, wording: Wording) -> Block:
    match field.kind:
        case AnyText(longest, is_long):
            return {
                "type": "plain_text_input",
                "multiline": is_long,
                "max_length": longest,
            }
        case WholeNumber(least, most):
            bounds = {"min_value": least, "max_value": most}
            known = {name: str(bound) for name, bound in bounds.items() if bound is not None}
            return {"type": "number_input", "is_decimal_allowed": False, **known}
        case OneOf(choices):
            return {
                "type": "static_select",
                "options": [option(choice, wording) for choice in choices],
            }
        case _:
            assert_never(field.kind)


def option(choice: Choice, wording: Wording) -> Block:
    return {"text": words(wording.say(choice.label), OPTION_LIMIT), "value": choice.value}


def words(shown: str, limit: int) -> Block:
    return plain(shortened(shown, limit) or NOTHING)


def is_sent_form(body: Mapping[str, Any]) -> bool:
    view = body.get("view")
    is_ours = isinstance(view, dict) and view.get("callback_id") == CALLED
    return body.get("type") == "view_submission" and is_ours


def complaint(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """What Slack is to show in the window that was sent, in place of closing it; None where
    nothing is wrong with it, as far as can be seen there."""
    if not is_sent_form(body):
        return None
    try:
        needs_words = json.loads(body["view"]["private_metadata"])["needs_words"]
        blank = [
            name for name, said in typed(body).items() if said is not None and not said.strip()
        ]
    except MALFORMED:
        return None
    errors = dict.fromkeys(blank, needs_words)
    return {"response_action": "errors", "errors": errors} if errors else None


def read_sent_form(body: Mapping[str, Any], received_at: datetime) -> Inbound:
    try:
        return request_as_text(read_form(body, received_at))
    except MALFORMED:
        return unreadable(body, received_at)


def read_form(body: Mapping[str, Any], received_at: datetime) -> Request:
    """The sent form, answered in the direct chat with its sender. Sending the same window twice
    is one request."""
    view, user = body["view"], body["user"]
    kept = json.loads(view["private_metadata"])
    answers = {FieldName(name): said for name, said in typed(body).items()}
    return Request(
        key=RequestKey(f"slack:view:{view['id']}"),
        sender=sender(user.get("team_id") or team_of(body), user["id"], user.get("username") or ""),
        chat=Chat(SLACK, ChatId(kept["chat"]), kept["thread"], kept["is_private"]),
        command=kept["form"],
        arguments="",
        received_at=received_at,
        answer_at={DIRECT: user["id"]},
        filled=Filled(FormName(kept["form"]), kept["about"], answers),
    )


def typed(body: Mapping[str, Any]) -> dict[str, str | None]:
    """By question; None where an optional one was left empty."""
    return {
        name: answer_in(block[ANSWER]) for name, block in body["view"]["state"]["values"].items()
    }


def answer_in(element: Mapping[str, Any]) -> str | None:
    chosen = element.get("selected_option")
    said = chosen["value"] if chosen else element.get("value")
    return None if said is None else as_typed(str(said))
