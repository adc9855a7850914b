"""How a form is declared: its questions, the command that begins it, and what ends it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.command import Command, Context
from messages.form import Filled, Form
from messages.reply import Answer
from messages.request import Request

Finish = Callable[[Filled, Request, Context], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class FormHandler:
    """The command begins it, by a reply that holds the form; whom the command is for may go on
    with it, which is asked at each step."""

    form: Form
    command: Command
    finish: Finish


def find_form(forms: tuple[FormHandler, ...], name: str) -> FormHandler | None:
    return next((each for each in forms if each.form.name == name), None)
