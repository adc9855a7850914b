"""Every command is declared whole, in a file of its name."""

import sys
from pathlib import Path

import pytest

from handlers.command import Command
from handlers.help import EXPLAINED
from handlers.registry import COMMANDS
from messages.catalogue import load_catalogue
from messages.language import LANGUAGES
from messages.phrase import Phrase
from messages.request import read_command
from messages.wording import Wording
from tests.house.sources import PROJECT

every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


def own_file(command: Command) -> Path:
    return PROJECT / "handlers" / f"{command.name}.py"


@every_command
def test_a_command_has_a_file_of_its_name(command: Command) -> None:
    assert own_file(command).is_file()
    module = sys.modules[f"handlers.{command.name}"]
    assert module.COMMAND is command
    assert command.answer.__module__ == module.__name__


@every_command
def test_a_command_says_what_it_does(command: Command) -> None:
    assert isinstance(command.summary, Phrase)
    assert isinstance(command.usage, Phrase)
    assert 5 < len(command.summary.text) <= 100
    assert "\n" not in command.summary.text + command.usage.text + command.example.text


@every_command
def test_help_has_a_place_for_a_command(command: Command) -> None:
    assert command.topic or command.name in {"help", "start"}, (
        f"say under which heading help shows /{command.name}: Command(topic=Topic.…)"
    )


@every_command
@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_a_summary_fits_a_line_of_a_phone(command: Command, language: str) -> None:
    summary = Wording(language, load_catalogue(language), {}).say(command.summary)
    cells = 38 if command.topic in EXPLAINED else 50
    assert len(f"/{command.name}: {summary}") <= cells


@every_command
def test_names_are_what_the_platforms_take(command: Command) -> None:
    for name in (command.name, *command.aliases):
        assert name.replace("_", "").isalnum()
        assert name == name.casefold()
        assert len(name) <= 31
    assert command.name.isascii()


@every_command
def test_an_example_is_read_as_it_stands(command: Command) -> None:
    assert read_command(f"/{command.name} {command.example_arguments}") == (
        command.name,
        command.example_arguments,
    )


def test_no_name_is_given_twice() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))


def test_every_file_with_a_command_is_registered() -> None:
    declaring = {
        file.stem
        for file in (PROJECT / "handlers").glob("*.py")
        if "\nCOMMAND = Command(" in file.read_text(encoding="utf-8")
    }
    assert declaring == {command.name for command in COMMANDS}
