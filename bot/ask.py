"""`python -m bot ask`: one message in, one reply out."""

import os
import sys
import uuid
from pathlib import Path

from bot.app import assemble
from bot.clock import SystemClock
from bot.preparation import prepare_names
from config.settings import Settings
from drawing.sixel import to_sixels
from platforms.console.ability import find_display
from platforms.console.platform import ConsolePlatform

UNDERSTOOD, NOT_UNDERSTOOD = 0, 2
FROM_STANDARD_INPUT = "-"


async def ask(
    settings: Settings, message: str, language: str | None, as_json: bool, pictures: Path | None
) -> int:
    """Print the reply (or one reply a line of standard input, for `-`); returns the exit code."""
    clock = SystemClock()
    # Lines that are read as questions are no place to look for a terminal's answer.
    source = None if message == FROM_STANDARD_INPUT else sys.stdin
    console = ConsolePlatform(
        clock,
        sys.stdout,
        session=uuid.uuid4().hex,
        language=language,
        as_json=as_json,
        pictures=pictures,
        display=None if as_json else find_display(source, sys.stdout, os.environ, to_sixels),
    )
    names = prepare_names(settings)
    async with assemble(settings, clock, (console,), names, only_chat=console.chat.id) as app:
        if message == FROM_STANDARD_INPUT:
            await app.converse(console.listen_lines(sys.stdin, app.dispatcher.accept))
            return UNDERSTOOD if sys.stdin else NOT_UNDERSTOOD
        await app.dispatcher.accept((console.read(message),))
        await app.dispatcher.drain()
        await app.deliverer.deliver_all()
        return UNDERSTOOD if console.understood else NOT_UNDERSTOOD
