"""Buttons under a message."""

import logging
from collections.abc import Sequence
from typing import Any

from wcwidth import width

from messages.reply import Button
from messages.wording import Wording

log = logging.getLogger(__name__)

# Bytes of UTF-8 behind a button: https://core.telegram.org/bots/api#inlinekeyboardbutton
DATA_LIMIT = 64
# Cells of a label that a phone shows whole beside another button.
HALF_ROW_CELLS = 17


def keyboard(buttons: Sequence[Button], wording: Wording) -> dict[str, Any] | None:
    """An inline keyboard: two short labels a row, a long one by itself; None without buttons."""
    rows: list[list[dict[str, str]]] = []
    for button in buttons:
        data = f"{button.command} {button.arguments}".strip()
        if len(data.encode()) > DATA_LIMIT:
            # Telegram would refuse the whole answer for it.
            log.error("a button of /%s says more than fits behind one", button.command)
            continue
        key = {"text": wording.say(button.label), "callback_data": data}
        if rows and len(rows[-1]) == 1 and is_short(rows[-1][0]) and is_short(key):
            rows[-1].append(key)
        else:
            rows.append([key])
    return {"inline_keyboard": rows} if rows else None


def is_short(key: dict[str, str]) -> bool:
    return width(key["text"]) <= HALF_ROW_CELLS
