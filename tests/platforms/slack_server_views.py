"""Windows as Slack checks and shows them: opened by a trigger, once, within three seconds; and
somebody's Home.

By docs.slack.dev/reference/views, /reference/methods/views.open and the input elements of
/reference/block-kit/block-elements.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.platforms.slack_server_blocks import (
    check_block,
    check_text,
    check_unique,
    demand,
    elements_in,
)
from tests.platforms.slack_server_methods import Wrong
from tests.platforms.slack_server_world import Person

LASTS = 3.0
VIEW = {
    "type",
    "title",
    "submit",
    "close",
    "blocks",
    "callback_id",
    "private_metadata",
    "clear_on_close",
    "notify_on_close",
    "external_id",
}
HOME = {"type", "blocks", "callback_id", "private_metadata", "external_id"}
# Messages alone hold a table; what is typed at Home would need another way in.
NOT_AT_HOME = {"input", "table"}
INPUT = {"type", "block_id", "label", "element", "optional", "hint", "dispatch_action"}
ELEMENTS = {
    "plain_text_input": {"multiline", "min_length", "max_length", "initial_value", "placeholder"},
    "number_input": {"is_decimal_allowed", "min_value", "max_value", "initial_value"},
    "static_select": {"options", "initial_option", "placeholder"},
}
SAME = {"type", "action_id", "focus_on_load"}


@dataclass(frozen=True)
class Window:
    """What its person sees, and `id` by which Slack knows it."""

    id: str
    person: Person
    view: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def labels(self) -> list[str]:
        return [str(block["label"]["text"]) for block in self.inputs]

    @property
    def inputs(self) -> list[dict[str, Any]]:
        return [block for block in self.view["blocks"] if block["type"] == "input"]

    @property
    def shown(self) -> str:
        return json.dumps(self.view, ensure_ascii=False)


def check_view(view: Any) -> None:
    """Raises `Malformed` for what Slack would not open."""
    demand(isinstance(view, dict) and view.get("type") == "modal", "no modal")
    demand(set(view) <= VIEW, f"a view with {set(view) - VIEW}")
    demand(len(json.dumps(view)) <= 250_000, "a view too large", "view_too_large")
    for name in ("title", "submit", "close"):
        check_text(view.get(name), 24, {"plain_text"})
    demand(len(view.get("private_metadata", "")) <= 3_000, "private_metadata too long")
    demand(len(view.get("callback_id", "")) <= 255, "callback_id too long")
    blocks = view.get("blocks")
    demand(isinstance(blocks, list) and 1 <= len(blocks) <= 100, "blocks are no list of 1 to 100")
    for block in blocks:
        if block.get("type") == "input":
            check_input(block)
        else:
            check_block(block, lambda file: False)
    check_unique([block["block_id"] for block in blocks if "block_id" in block], "block_id")


def check_home(view: Any, can_show_file: Callable[[str], bool]) -> None:
    """Raises `Malformed` for what Slack would not publish as somebody's Home."""
    demand(isinstance(view, dict) and view.get("type") == "home", "no home")
    demand(set(view) <= HOME, f"a home with {set(view) - HOME}")
    demand(len(json.dumps(view)) <= 250_000, "a view too large", "view_too_large")
    blocks = view.get("blocks")
    demand(isinstance(blocks, list) and 1 <= len(blocks) <= 100, "blocks are no list of 1 to 100")
    for block in view["blocks"]:
        demand(block.get("type") not in NOT_AT_HOME, f"{block.get('type')} at Home")
        check_block(block, can_show_file)
    check_unique([each["action_id"] for each in elements_in(view["blocks"])], "action_id")


def check_input(block: Mapping[str, Any]) -> None:
    demand(set(block) <= INPUT, f"input with {set(block) - INPUT}")
    demand(1 <= len(block.get("block_id", "b")) <= 255, "block_id too long")
    for name in {"label", *block.keys() & {"hint"}}:
        check_text(block.get(name), 2_000, {"plain_text"})
    element: Any = block.get("element")
    demand(isinstance(element, dict) and element.get("type") in ELEMENTS, f"no such: {element}")
    kind = element["type"]
    demand(set(element) <= ELEMENTS[kind] | SAME, f"{kind} with {set(element)}")
    demand(1 <= len(element.get("action_id", "a")) <= 255, "action_id too long")
    match kind:
        case "plain_text_input":
            demand(1 <= element.get("max_length", 1) <= 3_000, "max_length")
        case "number_input":
            demand(isinstance(element.get("is_decimal_allowed"), bool), "is_decimal_allowed")
            for name in ("min_value", "max_value", "initial_value"):
                demand(isinstance(element.get(name, ""), str), f"{name} is no text")
        case "static_select":
            options = element.get("options")
            demand(isinstance(options, list) and 1 <= len(options) <= 100, "options")
            for option in options:
                demand(set(option) <= {"text", "value", "description"}, f"option {set(option)}")
                check_text(option.get("text"), 75, {"plain_text"})
                demand(1 <= len(option.get("value", "")) <= 150, "value of an option")
            check_unique([option["value"] for option in options], "value")


def state_of(window: Window, answers: Mapping[str, str | None]) -> dict[str, Any]:
    """What Slack sends of what was filled in, by label; it lets nothing wrong be sent."""
    values: dict[str, Any] = {}
    for block in window.inputs:
        answer, element = answers.get(block["label"]["text"]), block["element"]
        assert answer is not None or block.get("optional"), "Slack wants an answer"
        told: dict[str, Any] = {"type": element["type"]}
        match element["type"]:
            case "static_select":
                chosen = [o for o in element["options"] if o["text"]["text"] == answer]
                told["selected_option"] = chosen[0] if chosen else None
            case _:
                told["value"] = answer
        if element["type"] == "plain_text_input":
            assert len(answer or "") <= element.get("max_length", 3_000)
        values[block["block_id"]] = {element["action_id"]: told}
    return {"values": values}


class Triggers:
    """Who may open a window by which trigger, and since when."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[Person, float]] = {}
        self._used: set[str] = set()

    def give(self, trigger: str, person: Person, now: float) -> str:
        self._given[trigger] = (person, now)
        return trigger

    def use(self, trigger: str, now: float) -> Person:
        if trigger not in self._given:
            raise Wrong("invalid_trigger_id")
        if trigger in self._used:
            raise Wrong("exchanged_trigger_id")
        person, given_at = self._given[trigger]
        if now - given_at > LASTS:
            raise Wrong("expired_trigger_id")
        self._used.add(trigger)
        return person
