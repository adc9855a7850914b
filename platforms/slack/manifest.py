"""The app as Slack is to make it: what it is called, what one can press, what it may do.

Pasted at api.slack.com/apps. Limits: docs.slack.dev/reference/app-manifest.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from messages.phrase import phrase
from messages.wording import Wording
from platforms.slack.inbound import EVERYTHING
from platforms.slack.interaction import RANK_ASKED, RANK_NAMED

DESCRIPTION = phrase("Shows the published digital-diplomacy rankings of foreign ministries.")
# Slack wants at least 174 letters.
LONG_DESCRIPTION = phrase(
    "Kopdar answers a foreign ministry's social-media desk: where the ministry stands in the "
    "published rankings of digital diplomacy, who is ahead of it, how that has changed, and "
    "where each figure was published. Ask by command, in a direct message, or by a mention."
)
EVERYTHING_SUMMARY = phrase("Ask Kopdar anything: the name of a command, then what it is about")
EVERYTHING_HINT = "rank Indonesia"

ASSISTANT_DESCRIPTION = phrase(
    "Ask where a foreign ministry stands in the published rankings of digital diplomacy."
)

# Each for a call or an event that the code in this folder makes or reads; nothing in reserve.
SCOPES = (
    "app_mentions:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
    "im:write",
    "users:read",
)
EVENTS = ("app_home_opened", "app_mention", "message.im")
# For the pane with suggested questions, which a workspace has to be asked for separately.
ASSISTANT_SCOPES = ("assistant:write",)
ASSISTANT_EVENTS = ("assistant_thread_started",)

DESCRIPTION_LIMIT = 2_000
HINT_LIMIT = 1_000

# A word that YAML reads as itself.
BARE = re.compile(r"[A-Za-z/][\w./:-]*[\w/]", re.ASCII)
NOT_BARE = frozenset({"true", "false", "yes", "no", "on", "off", "null"})


def manifest(
    commands: Sequence[tuple[str, str, str]], registered: Sequence[str], wording: Wording
) -> dict[str, Any]:
    """From the commands (name, summary, usage hint), of which the registered get their own `/`.
    An app has one language for everybody, the `wording`'s."""
    own = {name: (summary, hint) for name, summary, hint in commands}
    slash = [slash_command(EVERYTHING, wording.say(EVERYTHING_SUMMARY), EVERYTHING_HINT)]
    slash += [slash_command(name, *own[name]) for name in registered]
    return {
        "display_information": {
            "name": "Kopdar",
            "description": wording.say(DESCRIPTION),
            "long_description": wording.say(LONG_DESCRIPTION),
            "background_color": "#1b3a5c",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Kopdar", "always_online": True},
            "shortcuts": shortcuts(wording),
            "slash_commands": slash,
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def shortcuts(wording: Wording) -> list[dict[str, str]]:
    """By what Slack calls them in its menus, in 24 letters at most."""
    return [
        {
            "name": wording.say(phrase("Rank country named here")),
            "type": "message",
            "callback_id": RANK_NAMED,
            "description": wording.say(
                phrase("Shows you where the ministry of the country in this message stands")
            ),
        },
        {
            "name": wording.say(phrase("Rank a country")),
            "type": "global",
            "callback_id": RANK_ASKED,
            "description": wording.say(
                phrase("Asks for a country and shows you where its ministry stands")
            ),
        },
    ]


def with_assistant(manifest: Mapping[str, Any], wording: Wording) -> dict[str, Any]:
    """The same app with Slack's pane for assistants, where questions are suggested."""
    features, settings = manifest["features"], manifest["settings"]
    events = settings["event_subscriptions"]
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    return {
        **manifest,
        "features": {
            **features,
            "assistant_view": {"assistant_description": wording.say(ASSISTANT_DESCRIPTION)},
        },
        "oauth_config": {"scopes": {"bot": sorted([*scopes, *ASSISTANT_SCOPES])}},
        "settings": {
            **settings,
            "event_subscriptions": {
                **events,
                "bot_events": sorted([*events["bot_events"], *ASSISTANT_EVENTS]),
            },
        },
    }


def slash_command(name: str, summary: str, hint: str) -> dict[str, Any]:
    described = {
        "command": f"/{name}",
        "description": summary[:DESCRIPTION_LIMIT],
        # People name countries, not users: nothing is to become a reference.
        "should_escape": False,
    }
    return described | ({"usage_hint": hint[:HINT_LIMIT]} if hint else {})


def write_yaml(manifest: Mapping[str, Any]) -> str:
    """The manifest as YAML, for people to read and paste."""
    return "\n".join(yaml_lines(manifest)) + "\n"


def yaml_lines(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    for key, inner in value.items():
        match inner:
            case dict():
                yield f"{indent}{key}:"
                yield from yaml_lines(inner, indent + "  ")
            case list():
                yield f"{indent}{key}:"
                yield from yaml_items(inner, indent + "  ")
            case _:
                yield f"{indent}{key}: {yaml_scalar(inner)}"


def yaml_items(items: Sequence[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict):
            first, *rest = yaml_lines(item)
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in rest)
        else:
            yield f"{indent}- {yaml_scalar(item)}"


def yaml_scalar(value: str | bool | int) -> str:
    """A double-quoted YAML string is a JSON string."""
    if isinstance(value, str) and BARE.fullmatch(value) and value.casefold() not in NOT_BARE:
        return value
    return json.dumps(value, ensure_ascii=False)
