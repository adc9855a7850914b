"""What Kopdar can do, all registries in one value; tests add what only they have."""

from dataclasses import dataclass

from handlers.command import Command
from handlers.duties.duty import Duty
from handlers.duties.registry import DUTIES
from handlers.form import FormHandler
from handlers.forms import FORMS
from handlers.registry import COMMANDS


@dataclass(frozen=True, slots=True)
class Registries:
    commands: tuple[Command, ...] = COMMANDS
    duties: tuple[Duty, ...] = DUTIES
    forms: tuple[FormHandler, ...] = FORMS


SHIPPED = Registries()
