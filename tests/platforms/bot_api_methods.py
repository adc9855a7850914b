"""The methods Kopdar uses, with their parameters, as Bot API 10.1 (11 June 2026) defines them.

Written by hand and checked against the published description; a method or a parameter that is
not here is a violation, because on the real server it would silently do nothing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class Refusal(Exception):
    """An error answer of the server."""

    def __init__(self, description: str, status: int = 400, **parameters: Any) -> None:
        super().__init__(description)
        self.description = description
        self.status = status
        self.parameters = parameters


@dataclass(frozen=True)
class Kind:
    """What a value must be: its JSON type and, for objects and arrays, what is inside."""

    name: str
    fields: "Mapping[str, Field]" = field(default_factory=dict)
    of: "Kind | None" = None


@dataclass(frozen=True)
class Field:
    kind: Kind
    is_required: bool = False


def needed(kind: Kind) -> Field:
    return Field(kind, True)


def array(kind: Kind) -> Kind:
    return Kind("Array", of=kind)


INTEGER, STRING, BOOLEAN, FILE = (Kind(n) for n in ("Integer", "String", "Boolean", "File"))
CHAT_ID = Kind("Integer or String")

MESSAGE_ENTITY = Kind(
    "Object",
    {
        "type": needed(STRING),
        "offset": needed(INTEGER),
        "length": needed(INTEGER),
        "url": Field(STRING),
        "language": Field(STRING),
    },
)
BUTTON = Kind(
    "Object",
    {"text": needed(STRING), "url": Field(STRING), "callback_data": Field(STRING)},
)
BOT_COMMAND = Kind("Object", {"command": needed(STRING), "description": needed(STRING)})
BOT_COMMAND_SCOPE = Kind("Object", {"type": needed(STRING), "chat_id": Field(CHAT_ID)})
INLINE_KEYBOARD = Kind("Object", {"inline_keyboard": needed(array(array(BUTTON)))})
REPLY_PARAMETERS = Kind(
    "Object",
    {
        "message_id": needed(INTEGER),
        "chat_id": Field(CHAT_ID),
        "allow_sending_without_reply": Field(BOOLEAN),
        "quote": Field(STRING),
    },
)
LINK_PREVIEW_OPTIONS = Kind("Object", {"is_disabled": Field(BOOLEAN), "url": Field(STRING)})
INPUT_MEDIA_PHOTO = Kind(
    "Object",
    {
        "type": needed(STRING),
        "media": needed(STRING),
        "caption": Field(STRING),
        "parse_mode": Field(STRING),
        "caption_entities": Field(array(MESSAGE_ENTITY)),
        "show_caption_above_media": Field(BOOLEAN),
        "has_spoiler": Field(BOOLEAN),
    },
)

INPUT_TEXT_MESSAGE_CONTENT = Kind(
    "Object",
    {
        "message_text": needed(STRING),
        "parse_mode": Field(STRING),
        "entities": Field(array(MESSAGE_ENTITY)),
        "link_preview_options": Field(LINK_PREVIEW_OPTIONS),
    },
)
# Of the kinds of inline results only the one that Kopdar offers.
INLINE_QUERY_RESULT = Kind(
    "Object",
    {
        "type": needed(STRING),
        "id": needed(STRING),
        "title": needed(STRING),
        "input_message_content": needed(INPUT_TEXT_MESSAGE_CONTENT),
        "reply_markup": Field(INLINE_KEYBOARD),
        "url": Field(STRING),
        "description": Field(STRING),
    },
)
INLINE_QUERY_RESULTS_BUTTON = Kind(
    "Object", {"text": needed(STRING), "start_parameter": needed(STRING)}
)

SENDING = {
    "chat_id": needed(CHAT_ID),
    "message_thread_id": Field(INTEGER),
    "disable_notification": Field(BOOLEAN),
    "protect_content": Field(BOOLEAN),
    "reply_parameters": Field(REPLY_PARAMETERS),
    "reply_markup": Field(INLINE_KEYBOARD),
}
# Inline messages, which have no chat, are not used: so these two are always needed.
EDITING = {
    "chat_id": needed(CHAT_ID),
    "message_id": needed(INTEGER),
    "reply_markup": Field(INLINE_KEYBOARD),
}
TEXT = {
    "text": needed(STRING),
    "parse_mode": Field(STRING),
    "entities": Field(array(MESSAGE_ENTITY)),
    "link_preview_options": Field(LINK_PREVIEW_OPTIONS),
}

METHODS: dict[str, dict[str, Field]] = {
    "getMe": {},
    "setWebhook": {
        "url": needed(STRING),
        "certificate": Field(FILE),
        "ip_address": Field(STRING),
        "max_connections": Field(INTEGER),
        "allowed_updates": Field(array(STRING)),
        "drop_pending_updates": Field(BOOLEAN),
        "secret_token": Field(STRING),
    },
    "getWebhookInfo": {},
    "deleteWebhook": {"drop_pending_updates": Field(BOOLEAN)},
    "getUpdates": {
        "offset": Field(INTEGER),
        "limit": Field(INTEGER),
        "timeout": Field(INTEGER),
        "allowed_updates": Field(array(STRING)),
    },
    "sendMessage": {**SENDING, **TEXT},
    "sendPhoto": {
        **SENDING,
        "photo": needed(FILE),
        "caption": Field(STRING),
        "parse_mode": Field(STRING),
        "caption_entities": Field(array(MESSAGE_ENTITY)),
        "show_caption_above_media": Field(BOOLEAN),
        "has_spoiler": Field(BOOLEAN),
    },
    "editMessageText": {**EDITING, **TEXT},
    "editMessageMedia": {**EDITING, "media": needed(INPUT_MEDIA_PHOTO)},
    "editMessageReplyMarkup": EDITING,
    "deleteMessage": {"chat_id": needed(CHAT_ID), "message_id": needed(INTEGER)},
    "sendChatAction": {
        "chat_id": needed(CHAT_ID),
        "message_thread_id": Field(INTEGER),
        "action": needed(STRING),
    },
    "setMyCommands": {
        "commands": needed(array(BOT_COMMAND)),
        "scope": Field(BOT_COMMAND_SCOPE),
        "language_code": Field(STRING),
    },
    "deleteMyCommands": {"scope": Field(BOT_COMMAND_SCOPE), "language_code": Field(STRING)},
    "getMyCommands": {"scope": Field(BOT_COMMAND_SCOPE), "language_code": Field(STRING)},
    "setMyDescription": {"description": Field(STRING), "language_code": Field(STRING)},
    "getMyDescription": {"language_code": Field(STRING)},
    "setMyShortDescription": {"short_description": Field(STRING), "language_code": Field(STRING)},
    "getMyShortDescription": {"language_code": Field(STRING)},
    "answerInlineQuery": {
        "inline_query_id": needed(STRING),
        "results": needed(array(INLINE_QUERY_RESULT)),
        "cache_time": Field(INTEGER),
        "is_personal": Field(BOOLEAN),
        "next_offset": Field(STRING),
        "button": Field(INLINE_QUERY_RESULTS_BUTTON),
    },
    "answerCallbackQuery": {
        "callback_query_id": needed(STRING),
        "text": Field(STRING),
        "show_alert": Field(BOOLEAN),
        "url": Field(STRING),
        "cache_time": Field(INTEGER),
    },
}

JSON_TYPES: dict[str, Callable[[Any], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "Integer or String": lambda value: isinstance(value, int | str),
    "Object": lambda value: isinstance(value, dict),
    "Array": lambda value: isinstance(value, list),
    "File": lambda value: isinstance(value, bytes | str),
}


def read_parameters(method: str, form: Mapping[str, Any], violations: list[str]) -> dict[str, Any]:
    """The form's values as what they must be; faults are violations, and refused as real ones."""
    known = METHODS[method]
    parameters = {}
    for name, text in form.items():
        if name not in known:
            # Files of a multipart form are named by the caller, and used through attach://.
            if not isinstance(text, bytes):
                violations.append(f"{method}: no such parameter: {name}")
            continue
        value = read_value(method, name, text, known[name].kind)
        check(f"{method}.{name}", value, known[name].kind, violations)
        parameters[name] = value
    for name, wanted in known.items():
        if wanted.is_required and parameters.get(name) in (None, ""):
            violations.append(f"{method}: {name} is missing")
            raise Refusal(MISSING.get(name, f"Bad Request: {name} is empty"))
    return parameters


MISSING = {
    "text": "Bad Request: message text is empty",
    "photo": "Bad Request: there is no photo in the request",
    "chat_id": "Bad Request: chat_id is empty",
    "message_id": "Bad Request: message identifier is not specified",
}


def read_value(method: str, name: str, value: Any, kind: Kind) -> Any:
    """A form's text as a value; JSON bodies come with their types already."""
    if not isinstance(value, str) or kind.name in {"String", "File"}:
        return value
    if kind.name == "Integer or String":
        return int(value) if value.lstrip("-").isdigit() else value
    try:
        return json.loads(value)
    except ValueError:
        raise Refusal(f"Bad Request: can't parse {name} JSON object") from None


def check(path: str, value: Any, kind: Kind, violations: list[str]) -> None:
    if not JSON_TYPES[kind.name](value):
        violations.append(f"{path}: not {kind.name}: {value!r:.80}")
        raise Refusal(f"Bad Request: {path.split('.')[1]} has a wrong type")
    if kind.of is not None:
        for number, item in enumerate(value):
            check(f"{path}[{number}]", item, kind.of, violations)
    if kind.fields:
        violations += [f"{path}: no such field: {name}" for name in set(value) - set(kind.fields)]
        for name, wanted in kind.fields.items():
            if name in value:
                check(f"{path}.{name}", value[name], wanted.kind, violations)
            elif wanted.is_required:
                violations.append(f"{path}: {name} is missing")
                raise Refusal(f"Bad Request: field {name} is missing in {path}")
