"""`python -m bot chat`: a conversation in the terminal."""

import sys
import uuid

from bot.app import assemble
from bot.clock import SystemClock
from bot.preparation import prepare_names
from bot.speech import Speech
from config.settings import Settings
from config.shapes import PROJECT
from handlers.registry import COMMANDS
from platforms.console.platform import ConsolePlatform

HISTORY = PROJECT / ".chat_history"


async def chat(settings: Settings, language: str | None) -> None:
    """Talk until the person leaves."""
    clock = SystemClock()
    names = prepare_names(settings)
    wording = Speech(names).wording(language or settings.language)
    console = ConsolePlatform(
        clock,
        sys.stdout,
        session=uuid.uuid4().hex,
        language=language,
        pictures=settings.picture_folder,
        interactive=True,
        history=HISTORY,
        commands=[(command.name, wording.say(command.summary)) for command in COMMANDS],
        words=names.shown(wording.language).values,
        wording=wording,
        opening="/start",
    )
    async with assemble(settings, clock, (console,), names, only_chat=console.chat.id) as app:
        await app.converse(console.listen(app.dispatcher.accept))
