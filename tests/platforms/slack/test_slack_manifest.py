"""An app made from the manifest can do what the code does, and no more."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import platforms.slack
from messages.catalogue import load_catalogue
from messages.language import LANGUAGES
from messages.wording import Wording
from platforms.slack.manifest import manifest, with_assistant, write_yaml
from tests.platforms.slack.conftest import ENGLISH
from tests.platforms.slack_server_app import (
    AS_ASSISTANT,
    SCOPE_OF_EVENT,
    SHIPPED,
    InstalledApp,
)
from tests.platforms.slack_server_methods import BOT, METHODS

COMMANDS = (
    ("rank", "Where a ministry stands", "Indonesia"),
    ("help", "What Kopdar can do", ""),
)


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


def needed(app: InstalledApp) -> set[str]:
    """The scopes without which a call in the folder or an event of the app would be refused."""
    calls = {METHODS[name].scope for name in called_methods() if METHODS[name].token == BOT}
    events = {SCOPE_OF_EVENT[name] or "" for name in app.events}
    return {*calls, *events, "commands"} - {""}


def test_the_scopes_asked_for_are_those_that_are_used() -> None:
    assert needed(InstalledApp(AS_ASSISTANT)) == InstalledApp(AS_ASSISTANT).scopes
    # Without the pane for assistants nothing asks for its scope: no event begins a chat there.
    assert needed(InstalledApp(SHIPPED)) - {"assistant:write"} == InstalledApp(SHIPPED).scopes


def test_every_event_that_is_read_is_subscribed_to_and_no_other() -> None:
    source = (Path(platforms.slack.__path__[0]) / "payload.py").read_text()
    read = set(re.findall(r'"event": \{"type": ([^}]+)\}', source))
    names = {name for alternatives in read for name in re.findall(r"\w+", alternatives)}
    subscribed = {name.partition(".")[0] for name in InstalledApp(AS_ASSISTANT).events}
    assert names == subscribed


def test_everything_has_a_command_and_the_registered_have_their_own() -> None:
    made = manifest(COMMANDS, ["rank"], ENGLISH)
    commands = made["features"]["slash_commands"]
    assert [command["command"] for command in commands] == ["/kopdar", "/rank"]
    assert commands[1]["usage_hint"] == "Indonesia"
    assert not any(command["should_escape"] for command in commands)
    assert "url" not in str(made)


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_the_manifest_keeps_to_the_limits_in_every_language(language: str) -> None:
    wording = Wording(language, load_catalogue(language), {})
    made = with_assistant(manifest(COMMANDS, ["rank", "help"], wording), wording)
    shown = made["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert len(made["features"]["assistant_view"]["assistant_description"]) <= 300
    assert "usage_hint" not in made["features"]["slash_commands"][2]
    shortcuts = made["features"]["shortcuts"]
    assert {each["type"] for each in shortcuts} == {"message", "global"}
    for each in shortcuts:
        assert len(each["name"]) <= 24
        assert len(each["description"]) <= 150
        assert len(each["callback_id"]) <= 255


def test_the_settings_make_a_listening_app_without_a_public_address() -> None:
    made = manifest(COMMANDS, [], ENGLISH)
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
