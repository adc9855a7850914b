"""The example of a command, typed as it is shown in each language, is asked as its button asks."""

from pathlib import Path

import pytest

from bot.speech import Speech
from handlers.registry import COMMANDS
from messages.language import LANGUAGES
from ministries.names import CountryNames
from tests.stories.desk import ask, settings_for

# What is answered from what was asked before, or changes what is answered after.
CHANGING = {"home", "language"}


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
async def test_an_example_typed_is_an_example_pressed(
    names: CountryNames, measured_database: Path, language: str
) -> None:
    wording = Speech(names).wording(language)
    commands = [command for command in COMMANDS if command.name not in CHANGING]
    typed = [wording.say(command.asked) for command in commands]
    pressed = [f"/{command.name} {command.example_arguments}".strip() for command in commands]
    settings = settings_for(measured_database)
    answers = await ask(names, settings, *typed, *pressed, language=language)
    for number, command in enumerate(commands):
        by_words, by_button = answers[number], answers[len(typed) + number]
        assert (by_words["command"], by_words["understood"]) == (command.name, True)
        assert by_words["text"] == by_button["text"]
