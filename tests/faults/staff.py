"""What only tests have Kopdar do: a duty that greets one chat by the name of its slot, a form."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.serve import serve
from bot.telemetry import set_up_logging
from config.settings import load_settings
from duties.schedule import DutyName
from handlers.duties.duty import Duty, DutyContext, Occasion, Outcome, Told
from handlers.duties.registry import DUTIES
from messages.delivery import LetterKind
from messages.phrase import phrase, verbatim
from messages.reply import Reply, Text
from messages.request import Chat, ChatId, PlatformName
from tests.stories.form_desk import Visits

# The environment names the chat, such as `telegram:1`; without it Kopdar is as it is shipped.
GREETED = "FAULTS_GREETED"
NO_FILE = Path("/nonexistent/.env")
GREETING = "greeting"


def greeting(chat: Chat) -> Duty:
    async def greet(occasion: Occasion, context: DutyContext) -> Outcome:
        reply = Reply((Text(verbatim(f"Good morning of {occasion.slot.name}")),))
        return Outcome(told=(Told(chat, "en", reply, LetterKind.REMINDER),))

    return Duty(DutyName(GREETING), phrase("Say good morning"), greet)


def run(environ: Mapping[str, str]) -> None:
    """`python -m bot run`, with that duty and that form besides."""
    settings, _ = load_settings(environ, NO_FILE)
    set_up_logging(settings.log_level, settings.log_format, settings.secrets())
    platform, _, chat_id = environ[GREETED].partition(":")
    chat = Chat(PlatformName(platform), ChatId(chat_id))
    with_staff = replace(Visits().registries, duties=(*DUTIES, greeting(chat)))
    asyncio.run(serve(settings, with_staff))
