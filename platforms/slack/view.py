"""A reply as what is no message: the app's Home, a window that asks, questions to suggest. Pure.

Limits: docs.slack.dev/reference/views and /reference/methods/assistant.threads.setSuggestedPrompts.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from messages.chart import Picture
from messages.phrase import phrase
from messages.reply import Button, Part, Reply, Table, Text, Title
from messages.wording import Wording
from platforms.slack.blocks import (
    NOTHING,
    Block,
    Passage,
    note,
    passages,
    plain,
    table_as_lines,
    title,
)
from platforms.slack.buttons import actions, ask_button
from platforms.slack.interaction import WINDOW
from platforms.slack.spelling import literal
from platforms.slack.split import shortened

View = dict[str, Any]

VIEW_BLOCKS = 100
HEADING_LIMIT = 24  # of a window, and of its buttons
LONGEST_TYPED = 300
PROMPTS_LIMIT = 4
PROMPT_LIMIT = 75

ANSWERED_IN_MESSAGES = phrase("Kopdar answers under Messages, beside this page.")
ASK = phrase("Ask")
CANCEL = phrase("Cancel")
COUNTRY_OR_TEXT = phrase("Country, or a text that names it")
ANSWERED_DIRECTLY = phrase("Kopdar answers in your direct messages.")
WORKING = phrase("is looking that up")


def home_view(reply: Reply, wording: Wording, picture: Picture | None, file: str | None) -> View:
    """The page; without the `file` of its picture, the words alone."""
    blocks = [
        block | ({"slack_file": {"id": file}} if block["type"] == "image" else {})
        for part in reply.parts
        for passage in page_passages(
            part, wording, picture if file and reply.has_picture_at(part) else None
        )
        for block in passage.blocks
    ]
    pressed = list(grouped_buttons(reply.buttons, wording))
    blocks = blocks[: VIEW_BLOCKS - len(pressed) - 1]
    return {"type": "home", "blocks": [*blocks, *pressed, note(wording.say(ANSWERED_IN_MESSAGES))]}


def page_passages(part: Part, wording: Wording, picture: Picture | None) -> Iterator[Passage]:
    """As in a message; a page takes no table."""
    if isinstance(part, Table):
        return table_as_lines(part, wording)
    return passages(part, wording, picture)


def grouped_buttons(buttons: Sequence[Button], wording: Wording) -> Iterator[Block]:
    """Each group under its heading."""
    number = 0
    for heading, group in groupby(buttons, key=lambda button: button.under):
        elements = []
        for button in group:
            elements.append(ask_button(button, number, wording))
            number += 1
        if heading is not None:
            for passage in title(wording.say(heading)):
                yield from passage.blocks
        yield from actions(elements)


def window_view(command: str, reply: Reply, wording: Wording) -> View:
    """Asks for the command's argument: what the reply asks, and a field to type into, which says
    where the answer will be: the window closes, and may have been opened anywhere."""
    asked = [part for part in reply.parts if isinstance(part, Title | Text)][:1]
    blocks = [block for p in asked for one in passages(p, wording, None) for block in one.blocks]
    field = {
        "type": "input",
        "block_id": "argument",
        "label": plain(wording.say(COUNTRY_OR_TEXT)),
        "hint": plain(wording.say(ANSWERED_DIRECTLY)),
        "element": {
            "type": "plain_text_input",
            "action_id": "typed",
            "max_length": LONGEST_TYPED,
            "focus_on_load": True,
        },
    }
    return {
        "type": "modal",
        "callback_id": WINDOW,
        "private_metadata": command,
        "title": plain("Kopdar"),
        "submit": plain(shortened(wording.say(ASK), HEADING_LIMIT)),
        "close": plain(shortened(wording.say(CANCEL), HEADING_LIMIT)),
        "blocks": [*blocks, field],
    }


def prompts(reply: Reply, wording: Wording) -> dict[str, Any]:
    """The reply's buttons as questions to suggest, each typed for the person when it is chosen."""
    suggested = [
        {
            "title": shortened(wording.say(button.label), PROMPT_LIMIT) or NOTHING,
            "message": literal(f"{button.command} {button.arguments}".strip()),
        }
        for button in reply.buttons[:PROMPTS_LIMIT]
    ]
    titles = [wording.say(part.phrase) for part in reply.parts if isinstance(part, Title)]
    return {"prompts": suggested} | ({"title": literal(titles[0])} if titles else {})
