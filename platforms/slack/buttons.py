"""What can be pressed under a message or on a page, as Block Kit elements. Pure.

Limits: docs.slack.dev/reference/block-kit/block-elements.
"""

from collections.abc import Sequence

from messages.phrase import phrase
from messages.reply import Button
from messages.wording import Wording
from platforms.slack.blocks import NOTHING, Block, Element, plain
from platforms.slack.split import shortened

LABEL_LIMIT = 75
VALUE_LIMIT = 2_000
BUTTONS_A_BLOCK = 25
# More than these under a message are a wall; the others go into a menu.
SHOWN_BUTTONS = 4
OVERFLOW_OPTIONS = 5
MENU_OPTIONS = 100
OPTION_VALUE_LIMIT = 150
MORE = phrase("More")


def actions(buttons: Sequence[Element]) -> list[Block]:
    """Buttons in rows of blocks, in their order."""
    return [
        {"type": "actions", "elements": list(buttons[start : start + BUTTONS_A_BLOCK])}
        for start in range(0, len(buttons), BUTTONS_A_BLOCK)
    ]


def few_actions(buttons: Sequence[Element], wording: Wording) -> list[Block]:
    """As in a message: of many buttons the first are shown, and a menu holds the others."""
    first, rest = buttons[:SHOWN_BUTTONS], buttons[SHOWN_BUTTONS:]
    fits = all(len(button["value"]) <= OPTION_VALUE_LIMIT for button in rest)
    if len(buttons) <= SHOWN_BUTTONS + 1 or not fits or len(rest) > MENU_OPTIONS:
        return actions(buttons)
    return actions([*first, menu(rest, wording)])


def menu(buttons: Sequence[Element], wording: Wording) -> Element:
    """The three dots where a few lines are enough, else a list to choose from."""
    options = [{"text": button["text"], "value": button["value"]} for button in buttons]
    if len(options) <= OVERFLOW_OPTIONS:
        return {"type": "overflow", "action_id": "more", "options": options}
    placeholder = plain(wording.say(MORE))
    return {
        "type": "static_select",
        "action_id": "more",
        "placeholder": placeholder,
        "options": options,
    }


def ask_button(button: Button, number: int, wording: Wording) -> Element:
    value = f"{button.command} {button.arguments}".strip()
    return press(wording.say(button.label), f"ask:{number}", value)


def press(label: str, action: str, value: str) -> Element:
    return {
        "type": "button",
        "action_id": action,
        "text": plain(shortened(label, LABEL_LIMIT) or NOTHING),
        "value": value,
    }
