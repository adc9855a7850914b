"""Whether this person may ask this, decided when it is carried out, not when it was offered."""

from handlers.command import Access, Command
from messages.phrase import phrase
from messages.problem import NotAllowed
from messages.request import Person


def guard(command: Command, person: Person) -> None:
    """Raises NotAllowed where the command is not for this person."""
    match command.access:
        case Access.EVERYONE:
            return
        case Access.ALLOWED if person.is_allowed:
            return
        case Access.ADMINISTRATORS if person.is_admin:
            return
    raise NotAllowed(
        phrase(
            "/{command} is not for everyone. Ask the people who run Kopdar.", command=command.name
        )
    )
