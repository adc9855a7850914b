"""Every command, in the order in which help shows them. A new one is a file and a line here."""

from handlers import (
    compare,
    editions,
    find,
    help,  # noqa: A004 -- a command's file is named like the command
    history,
    home,
    language,
    methodology,
    outbox,
    rank,
    schedules,
    sources,
    start,
    top,
    whatif,
    why,
)

COMMANDS = (
    rank.COMMAND,
    top.COMMAND,
    compare.COMMAND,
    history.COMMAND,
    editions.COMMAND,
    sources.COMMAND,
    methodology.COMMAND,
    whatif.COMMAND,
    why.COMMAND,
    find.COMMAND,
    help.COMMAND,
    schedules.COMMAND,
    outbox.COMMAND,
    language.COMMAND,
    home.COMMAND,
    start.COMMAND,
)
