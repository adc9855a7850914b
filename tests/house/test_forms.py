"""Every form can be begun, and no word of a conversation is the name of a command."""

import pytest

from handlers.conversation import PRESSED
from handlers.form import FormHandler
from handlers.forms import FORMS
from handlers.registry import COMMANDS
from tests.stories.form_desk import Visits

NAMES = {name for command in COMMANDS for name in (command.name, *command.aliases)}


def test_the_words_of_a_conversation_are_no_commands() -> None:
    assert not NAMES & set(PRESSED)


def test_no_form_has_the_name_of_another() -> None:
    names = [handler.form.name for handler in FORMS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("handler", FORMS, ids=lambda handler: handler.form.name)
def test_a_form_is_begun_by_a_command_that_there_is(handler: FormHandler) -> None:
    assert handler.command in COMMANDS


@pytest.mark.parametrize(
    "handler", [*FORMS, *Visits().registries.forms], ids=lambda handler: handler.form.name
)
def test_a_form_asks_each_thing_once_and_fits_everywhere(handler: FormHandler) -> None:
    names = [each.name for each in handler.form.fields]
    assert names
    assert len(names) == len(set(names)) <= 50
    assert all(name.isascii() and name.isidentifier() for name in names)
