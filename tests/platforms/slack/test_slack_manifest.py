"""An app made from the manifest can do what the code does, and no more."""

import ast
from collections.abc import Iterator
from pathlib import Path

import platforms.slack
from platforms.slack.manifest import EVENTS, SCOPES, manifest, write_yaml

COMMANDS = (
    ("rank", "Where a ministry stands", "Indonesia"),
    ("help", "What Kopdar can do", ""),
)

# By docs.slack.dev/reference/methods and /events; none where a method needs no scope.
SCOPE_OF = {
    "apps.connections.open": None,  # of the app-level token: connections:write
    "auth.test": None,
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    # In direct messages; in channels the look-up does without, unless the operator grants more.
    "conversations.history": "im:history",
    "conversations.open": "im:write",
    "conversations.replies": "im:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "users.info": "users:read",
    "views.open": None,
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
}


def called_methods() -> Iterator[str]:
    """The Web API methods named in a call anywhere in the folder."""
    for file in Path(platforms.slack.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="call" | "read" | "submit" | "_ask"),
                    args=[ast.Constant(value=str(method)), *_],
                ):
                    yield method


def test_the_scopes_are_those_that_the_code_uses() -> None:
    used = {*called_methods(), *EVENTS}
    assert used == set(SCOPE_OF)
    needed = {SCOPE_OF[name] for name in used} - {None} | {"commands"}
    assert set(SCOPES) == needed


def test_everything_has_a_command_and_the_registered_have_their_own() -> None:
    made = manifest(COMMANDS, ["rank"])
    commands = made["features"]["slash_commands"]
    assert [command["command"] for command in commands] == ["/kopdar", "/rank"]
    assert commands[1]["usage_hint"] == "Indonesia"
    assert not any(command["should_escape"] for command in commands)
    assert "url" not in str(made)


def test_the_manifest_keeps_to_the_limits() -> None:
    made = manifest(COMMANDS, ["rank", "help"])
    shown = made["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert "usage_hint" not in made["features"]["slash_commands"][2]


def test_the_settings_make_a_listening_app_without_a_public_address() -> None:
    made = manifest(COMMANDS, [])
    assert made["settings"]["socket_mode_enabled"]
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert made["features"]["bot_user"]["always_online"]
    assert made["features"]["app_home"]["messages_tab_enabled"]
    assert not made["features"]["app_home"]["messages_tab_read_only_enabled"]


def test_yaml_is_written_plainly_and_quoted_where_it_must_be() -> None:
    assert write_yaml(
        {
            "name": "Kopdar",
            "words": 'Ask: "who" # first',
            "scopes": ["chat:write", "yes", "10", "message.im"],
            "commands": [{"command": "/rank", "should_escape": False}, {"command": "/a: b"}],
            "deep": {"flag": True, "colour": "#1b3a5c", "ends": "odd:"},
        }
    ).splitlines() == [
        "name: Kopdar",
        'words: "Ask: \\"who\\" # first"',
        "scopes:",
        "  - chat:write",
        '  - "yes"',
        '  - "10"',
        "  - message.im",
        "commands:",
        "  - command: /rank",
        "    should_escape: false",
        '  - command: "/a: b"',
        "deep:",
        "  flag: true",
        '  colour: "#1b3a5c"',
        '  ends: "odd:"',
    ]
