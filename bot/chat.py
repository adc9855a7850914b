"""`python -m bot chat`: a conversation in the terminal."""

import sys
import uuid

from bot.app import assemble
from bot.clock import SystemClock
from config.settings import Settings
from config.shapes import PROJECT
from handlers.registry import COMMANDS
from platforms.console.platform import ConsolePlatform

HISTORY = PROJECT / ".chat_history"


async def chat(settings: Settings, language: str | None) -> None:
    """Talk until the person leaves."""
    clock = SystemClock()
    console = ConsolePlatform(
        clock,
        sys.stdout,
        session=uuid.uuid4().hex,
        language=language,
        pictures=settings.picture_folder,
        interactive=True,
        history=HISTORY,
    )
    async with assemble(settings, clock, (console,), only_chat=console.chat.id) as app:
        spoken = app.speech.wording(language or settings.language)
        console.offer(
            [(command.name, spoken.say(command.summary)) for command in COMMANDS],
            app.names.shown(spoken.language).values,
        )
        await app.dispatcher.accept((console.read("/start"),))
        await app.converse(console.listen(app.dispatcher.accept))
