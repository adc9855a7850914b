"""From one payload of Slack to what it asks of Kopdar, or to nothing. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from messages.as_text import request_as_text
from messages.request import Inbound, Request, RequestKey, Unreadable
from platforms.slack.inbound import SLACK, read_event, read_slash_command
from platforms.slack.interaction import (
    read_message_shortcut,
    read_press,
    read_shortcut,
    read_window,
)
from platforms.slack.occasion import read_home_opened, read_thread_started

# Good for one answer by whoever knows them: never kept where they are of no use.
SECRETS = frozenset({"response_url", "response_urls", "token"})

# What reading raises where anything is missing, of another kind, or nested without an end.
MALFORMED = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)


def read(body: Mapping[str, Any], envelope_id: str, received_at: datetime) -> Inbound | None:
    """One payload of Slack; what is wrong with it stays its own trouble.

    The envelope's id names what has no id of its own. Servers leave fields out: what is not
    needed to answer may be missing.
    """
    try:
        request = read_request(body, envelope_id, received_at)
        return request and request_as_text(request)
    except MALFORMED:
        return unreadable(body, received_at)


def unreadable(body: Mapping[str, Any], received_at: datetime) -> Unreadable:
    """The payload as it came, less its secrets; the same one again has the same key."""
    kept = {name: value for name, value in body.items() if name not in SECRETS}
    raw = json.dumps(kept, sort_keys=True, default=str)
    named = body.get("event_id") or hashlib.sha256(raw.encode()).hexdigest()
    return Unreadable(RequestKey(f"slack:unreadable:{named}"), SLACK, raw, received_at)


def read_request(
    body: Mapping[str, Any], envelope_id: str, received_at: datetime
) -> Request | None:
    event_key = RequestKey(f"slack:event:{body.get('event_id') or envelope_id}")
    key = RequestKey(f"slack:trigger:{body.get('trigger_id') or envelope_id}")
    match body:
        case {"type": "event_callback", "event": {"type": "app_mention" | "message"}}:
            return read_event(body, event_key, received_at)
        case {"type": "event_callback", "event": {"type": "app_home_opened"}}:
            return read_home_opened(body, event_key, received_at)
        case {"type": "event_callback", "event": {"type": "assistant_thread_started"}}:
            return read_thread_started(body, event_key, received_at)
        case {"type": "block_actions", "actions": [_, *_]}:
            return read_press(body, key, received_at)
        case {"type": "message_action"}:
            return read_message_shortcut(body, key, received_at)
        case {"type": "shortcut"}:
            return read_shortcut(body, key, received_at)
        case {"type": "view_submission"}:
            return read_window(body, key, received_at)
        case {"command": str()}:
            return read_slash_command(body, key, received_at)
        case _:
            return None
