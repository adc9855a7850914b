"""`python -m bot chat`: a conversation in the terminal."""

import os
import sys
import uuid
from functools import partial

from bot.app import assemble
from bot.clock import SystemClock
from bot.completing import Completing
from bot.knowledge import Knowledge
from bot.preparation import prepare_names
from bot.speech import Speech
from config.settings import Settings
from config.shapes import PROJECT
from drawing.sixel import to_sixels
from handlers.registry import COMMANDS
from platforms.console.ability import find_display
from platforms.console.offers import Vocabulary
from platforms.console.platform import ConsolePlatform

HISTORY = PROJECT / ".chat_history"


async def chat(settings: Settings, language: str | None) -> None:
    """Talk until the person leaves."""
    clock = SystemClock()
    names = prepare_names(settings)
    wording = Speech(names).wording(language or settings.language)
    completing = Completing(COMMANDS, partial(names.shown, wording.language), settings.home_country)
    console = ConsolePlatform(
        clock,
        sys.stdout,
        session=uuid.uuid4().hex,
        language=language,
        pictures=settings.picture_folder,
        interactive=True,
        history=HISTORY,
        vocabulary=Vocabulary(
            [(command.name, wording.say(command.summary)) for command in COMMANDS],
            completing.offers,
        ),
        wording=wording,
        opening="/start",
        display=find_display(sys.stdin, sys.stdout, os.environ, to_sixels),
    )
    async with assemble(settings, clock, (console,), names, only_chat=console.chat.id) as app:
        record = await Knowledge(app.database, names).record()
        completing.know(record, settings.peers, clock.now().date())
        await app.converse(console.listen(app.dispatcher.accept))
