"""Whether this person may ask this, decided when it is carried out, not when it was offered."""

from handlers.command import Command
from messages.request import Person


def guard(command: Command, person: Person) -> None:
    """Raises NotAllowed where the command is not for this person."""
    if not command.is_for(person):
        raise command.refused()
