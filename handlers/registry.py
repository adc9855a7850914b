"""Every command, in the order in which help shows them. A new one is a file and a line here."""

from handlers import (
    compare,
    editions,
    help,  # noqa: A004 -- a command's file is named like the command
    history,
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
    help.COMMAND,
    schedules.COMMAND,
    outbox.COMMAND,
    language.COMMAND,
    start.COMMAND,
)
