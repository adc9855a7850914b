"""The Web API methods that the Slack server knows: who may call them, and with what.

By docs.slack.dev/reference/methods as of August 2026.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BOT, APP = "bot", "app"


@dataclass(frozen=True)
class Method:
    """Arguments with their types; those with a star are required."""

    arguments: Mapping[str, str]
    token: str = BOT
    takes_json: bool = True
    # The bot's scope for it, by docs.slack.dev/reference/methods; empty where none is needed.
    scope: str = ""

    @property
    def types(self) -> dict[str, str]:
        return {name.rstrip("*"): kind for name, kind in self.arguments.items()}

    @property
    def required(self) -> set[str]:
        return {name.rstrip("*") for name in self.arguments if name.endswith("*")}


METHODS = {
    "apps.connections.open": Method({}, token=APP),
    "assistant.threads.setStatus": Method(
        {
            "channel_id*": "text",
            "thread_ts*": "text",
            "status*": "text",
            "icon_emoji": "text",
            "icon_url": "text",
            "loading_messages": "list",
            "username": "text",
        },
        scope="chat:write",
    ),
    "assistant.threads.setSuggestedPrompts": Method(
        {"channel_id*": "text", "prompts*": "list", "thread_ts": "text", "title": "text"},
        scope="assistant:write",
    ),
    "auth.test": Method({}),
    "chat.postMessage": Method(
        {
            "channel*": "text",
            "attachments": "list",
            "blocks": "list",
            "icon_emoji": "text",
            "icon_url": "text",
            "link_names": "flag",
            "markdown_text": "text",
            "metadata": "object",
            "mrkdwn": "flag",
            "parse": "text",
            "reply_broadcast": "flag",
            "text": "text",
            "thread_ts": "text",
            "unfurl_links": "flag",
            "unfurl_media": "flag",
            "username": "text",
        },
        scope="chat:write",
    ),
    "chat.postEphemeral": Method(
        {
            "channel*": "text",
            "user*": "text",
            "attachments": "list",
            "blocks": "list",
            "icon_emoji": "text",
            "icon_url": "text",
            "link_names": "flag",
            "markdown_text": "text",
            "parse": "text",
            "text": "text",
            "thread_ts": "text",
            "username": "text",
        },
        scope="chat:write",
    ),
    "chat.update": Method(
        {
            "channel*": "text",
            "ts*": "text",
            "attachments": "list",
            "blocks": "list",
            "file_ids": "list",
            "link_names": "flag",
            "markdown_text": "text",
            "metadata": "object",
            "parse": "text",
            "reply_broadcast": "flag",
            "text": "text",
        },
        scope="chat:write",
    ),
    "conversations.history": Method(
        {
            "channel*": "text",
            "cursor": "text",
            "include_all_metadata": "flag",
            "inclusive": "flag",
            "latest": "text",
            "limit": "number",
            "oldest": "text",
        },
        # In direct messages; channels would need more.
        scope="im:history",
    ),
    "conversations.replies": Method(
        {
            "channel*": "text",
            "ts*": "text",
            "cursor": "text",
            "include_all_metadata": "flag",
            "inclusive": "flag",
            "latest": "text",
            "limit": "number",
            "oldest": "text",
        },
        # In direct messages; channels would need more.
        scope="im:history",
    ),
    "conversations.open": Method(
        {"channel": "text", "prevent_creation": "flag", "return_im": "flag", "users": "text"},
        scope="im:write",
    ),
    "files.completeUploadExternal": Method(
        {
            "files*": "list",
            "blocks": "list",
            "channel_id": "text",
            "channels": "text",
            "initial_comment": "text",
            "thread_ts": "text",
        },
        scope="files:write",
    ),
    "files.getUploadURLExternal": Method(
        {"filename*": "text", "length*": "number", "alt_txt": "text", "snippet_type": "text"},
        takes_json=False,
        scope="files:write",
    ),
    "files.info": Method(
        {"file*": "text", "cursor": "text", "limit": "number"}, takes_json=False, scope="files:read"
    ),
    "users.info": Method(
        {"user*": "text", "include_locale": "flag"}, takes_json=False, scope="users:read"
    ),
    "views.open": Method({"view*": "object", "trigger_id*": "text"}),
    "views.publish": Method(
        {
            "user_id*": "text",
            "view*": "object",
            "hash": "text",
            "interactivity_pointer": "text",
        }
    ),
}

# What a response URL takes.
RESPONSE = Method(
    {
        "blocks": "list",
        "delete_original": "flag",
        "mrkdwn": "flag",
        "replace_original": "flag",
        "response_type": "text",
        "text": "text",
        "thread_ts": "text",
        "unfurl_links": "flag",
        "unfurl_media": "flag",
    }
)


class Wrong(Exception):
    """A call that Slack refuses with an error word; `is_our_fault` where a client never should."""

    def __init__(self, error: str, *, is_our_fault: bool = False, words: str = "") -> None:
        super().__init__(words or error)
        self.error = error
        self.is_our_fault = is_our_fault


def read_arguments(method: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments in their own types; raises `Wrong` for unknown, missing or odd ones."""
    unknown = set(given) - set(method.types)
    if unknown:
        raise Wrong("invalid_arg_name", is_our_fault=True, words=f"unknown: {sorted(unknown)}")
    missing = {name for name in method.required if given.get(name) in (None, "")}
    if missing:
        raise Wrong("invalid_arguments", is_our_fault=True, words=f"missing: {sorted(missing)}")
    return {name: read_value(name, method.types[name], value) for name, value in given.items()}


def read_value(name: str, kind: str, value: Any) -> Any:
    try:
        match kind, value:
            case ("text", str()) | ("flag", bool()) | ("list", list()) | ("object", dict()):
                return value
            case "number", int() | str():
                return int(value)
            case "flag", "true" | "1":
                return True
            case "flag", "false" | "0":
                return False
            case "list" | "object", str():
                return json.loads(value)
    except ValueError:
        pass
    raise Wrong("invalid_arguments", is_our_fault=True, words=f"{name} is no {kind}: {value!r}")
