"""Block Kit as Slack checks it, and as a person reads it.

Fields and limits by docs.slack.dev/reference/block-kit and the validators of slack_sdk.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Block = dict[str, Any]

BLOCKS = 50
LETTERS = 13_200
TABLE_LETTERS = 10_000
FILE_ID = re.compile(r"F[A-Z0-9]{8,}")
MENTION = re.compile(r"<[!@#]")

FIELDS = {
    "actions": {"type", "block_id", "elements"},
    "context": {"type", "block_id", "elements"},
    "divider": {"type", "block_id"},
    "header": {"type", "block_id", "text"},
    "image": {"type", "block_id", "alt_text", "slack_file", "title"},
    "rich_text": {"type", "block_id", "elements"},
    "section": {"type", "block_id", "text", "fields", "accessory", "expand"},
    "table": {"type", "block_id", "rows", "column_settings"},
}


class Malformed(Exception):
    """What Slack answers: an error word, and where it stumbled."""

    def __init__(self, where: str, error: str = "invalid_blocks") -> None:
        super().__init__(where)
        self.error = error


def demand(is_so: object, where: str, error: str = "invalid_blocks") -> None:
    if not is_so:
        raise Malformed(where, error)


def check_blocks(blocks: Any, can_show_file: Callable[[str], bool]) -> None:
    """Raises `Malformed`; an image is fine only where `can_show_file` says so of its id."""
    demand(isinstance(blocks, list), "blocks are no list", "invalid_blocks_format")
    demand(len(blocks) <= BLOCKS, f"{len(blocks)} blocks")
    for block in blocks:
        check_block(block, can_show_file)
    check_unique([block["block_id"] for block in blocks if "block_id" in block], "block_id")
    check_unique([each["action_id"] for each in elements_in(blocks)], "action_id")
    tables = [block for block in blocks if block["type"] == "table"]
    demand(len(tables) <= 1, "only_one_table_allowed", "invalid_attachments")
    demand(sum(map(len, texts(tables))) <= TABLE_LETTERS, "a table too long")
    demand(sum(map(len, texts(blocks))) <= LETTERS, "too long", "msg_blocks_too_long")


def check_unique(names: Sequence[str], what: str) -> None:
    demand(len(set(names)) == len(names), f"{what} twice")


def check_block(block: Any, can_show_file: Callable[[str], bool]) -> None:
    demand(isinstance(block, dict) and block.get("type") in FIELDS, f"no such block: {block}")
    kind = block["type"]
    demand(set(block) <= FIELDS[kind], f"{kind} with {set(block) - FIELDS[kind]}")
    demand(len(block.get("block_id", "")) <= 255, "block_id too long")
    match kind:
        case "header":
            check_text(block.get("text"), 150, {"plain_text"})
        case "section":
            check_text(block.get("text"), 3_000)
        case "context":
            check_list(block.get("elements"), 10, lambda one: check_text(one, 3_000))
        case "actions":
            check_list(block.get("elements"), 25, check_action)
        case "image":
            check_image(block, can_show_file)
        case "rich_text":
            check_list(block.get("elements"), 100, check_rich)
        case "table":
            check_table(block)


def check_list(items: Any, most: int, check: Callable[[Any], None]) -> None:
    demand(isinstance(items, list) and 1 <= len(items) <= most, f"a list of {items!r:.80}")
    for item in items:
        check(item)


def check_text(text: Any, most: int, kinds: frozenset[str] | set[str] | None = None) -> None:
    kinds = kinds or {"plain_text", "mrkdwn"}
    demand(isinstance(text, dict) and text.get("type") in kinds, f"no text object: {text}")
    fields = (
        {"type", "text", "emoji"} if text["type"] == "plain_text" else {"type", "text", "verbatim"}
    )
    demand(set(text) <= fields, f"text with {set(text) - fields}")
    check_words(text.get("text"), most)


def check_words(words: Any, most: int) -> None:
    demand(
        isinstance(words, str) and 1 <= len(words) <= most, f"{words!r:.60} is not 1–{most} long"
    )


def check_action(element: Any) -> None:
    demand(isinstance(element, dict), f"no element: {element}")
    match element.get("type"):
        case "overflow":
            check_menu(element, {"type", "action_id", "options", "confirm"}, 5)
        case "static_select":
            check_menu(element, {"type", "action_id", "options", "placeholder", "confirm"}, 100)
            check_text(element.get("placeholder"), 150, {"plain_text"})
        case _:
            check_button(element)


def check_menu(menu: Any, fields: set[str], most: int) -> None:
    demand(set(menu) <= fields, f"{menu['type']} with {set(menu) - fields}")
    demand(1 <= len(menu.get("action_id", "")) <= 255, "no action_id")
    check_list(menu.get("options"), most, check_option)


def check_option(option: Any) -> None:
    demand(isinstance(option, dict) and set(option) <= {"text", "value", "description", "url"}, "")
    check_text(option.get("text"), 75, {"plain_text"})
    check_words(option.get("value"), 150)


def check_button(button: Any) -> None:
    demand(isinstance(button, dict) and button.get("type") == "button", f"no button: {button}")
    fields = {
        "type",
        "action_id",
        "text",
        "value",
        "url",
        "style",
        "confirm",
        "accessibility_label",
    }
    demand(set(button) <= fields, f"button with {set(button) - fields}")
    check_text(button.get("text"), 75, {"plain_text"})
    check_words(button.get("action_id"), 255)
    demand(len(button.get("value", "")) <= 2_000, "value too long")
    demand(button.get("style") in {None, "primary", "danger"}, "no such style")


def check_image(block: Block, can_show_file: Callable[[str], bool]) -> None:
    check_words(block.get("alt_text"), 2_000)
    file = block.get("slack_file")
    demand(isinstance(file, dict) and set(file) == {"id"}, "an image needs the id of a file")
    demand(FILE_ID.fullmatch(str(block["slack_file"]["id"])), "no file id")
    demand(can_show_file(block["slack_file"]["id"]), "invalid slack file")


def check_rich(element: Any) -> None:
    demand(isinstance(element, dict), f"no rich text: {element}")
    match element.get("type"):
        case "rich_text_section":
            demand(set(element) <= {"type", "elements"}, f"section with {set(element)}")
            check_list(element.get("elements"), 1_000, check_span)
        case "rich_text_list":
            demand(set(element) <= {"type", "style", "elements", "indent", "border", "offset"}, "")
            demand(element.get("style") in {"bullet", "ordered"}, "no such list")
            check_list(element.get("elements"), 1_000, check_rich)
        case kind:
            raise Malformed(f"rich text {kind}")


def check_span(span: Any) -> None:
    demand(isinstance(span, dict) and span.get("type") in {"text", "link"}, f"no span: {span}")
    fields = {"type", "text", "style"} | ({"url"} if span["type"] == "link" else set())
    demand(set(span) <= fields, f"span with {set(span) - fields}")
    check_words(span.get("text"), 3_000)
    demand(set(span.get("style", {})) <= {"bold", "italic", "strike", "code"}, "no such style")
    if span["type"] == "link":
        check_words(span.get("url"), 3_000)
        demand(re.match(r"https?://|mailto:", span["url"]), "no address")


def check_table(block: Block) -> None:
    rows = block.get("rows")
    demand(isinstance(rows, list) and 1 <= len(rows) <= 100, "a table of 1–100 rows")
    check_list(rows, 100, lambda row: check_list(row, 20, check_cell))
    demand(len({len(row) for row in block["rows"]}) == 1, "rows of different lengths")
    settings = block.get("column_settings", [])
    demand(isinstance(settings, list) and len(settings) <= 20, "column_settings")
    for setting in settings:
        demand(set(setting) <= {"align", "is_wrapped"}, "column_settings")
        demand(setting.get("align", "left") in {"left", "center", "right"}, "align")


def check_cell(cell: Any) -> None:
    demand(isinstance(cell, dict), "no cell")
    if cell.get("type") == "raw_text":
        check_words(cell.get("text"), 3_000)
    else:
        demand(cell.get("type") == "rich_text", f"no cell: {cell}")
        check_list(cell.get("elements"), 100, check_rich)


def texts(value: Any) -> Iterator[str]:
    """Every string that is shown or linked."""
    match value:
        case dict():
            for key, inner in value.items():
                if isinstance(inner, str):
                    yield from [inner] if key in {"text", "url"} else []
                else:
                    yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def mentions(value: Any) -> list[str]:
    """Texts that some reader of Slack's could take for a mention."""
    return [text for text in texts(value) if MENTION.search(text)]


def elements_in(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [each for block in blocks if block["type"] == "actions" for each in block["elements"]]


def buttons_in(blocks: Sequence[Block]) -> list[tuple[str, str, str]]:
    """What can be pressed or chosen: label, action_id, value; also the lines of menus."""
    return [
        (shown["text"]["text"], element["action_id"], shown.get("value", ""))
        for element in elements_in(blocks)
        for shown in element.get("options", [element])
    ]


def shown_text(blocks: Sequence[Block]) -> str:
    """What a person reads of the blocks, buttons and pictures aside."""
    return "\n".join(
        block_text(block) for block in blocks if block["type"] not in {"actions", "image", "input"}
    )


def block_text(block: Block) -> str:
    match block["type"]:
        case "table":
            return "\n".join(" | ".join(map(block_text, row)) for row in block["rows"])
        case "rich_text" | "rich_text_list" | "context":
            return "\n".join(map(block_text, block["elements"]))
        case "rich_text_section":
            return "".join(map(block_text, block["elements"]))
        case "header" | "section":
            return block_text(block["text"])
        case "mrkdwn":
            return text_as_read(block["text"])
        case _:
            return str(block.get("text", "")).replace("\u2060", "")


def text_as_read(text: str) -> str:
    shown = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return shown.replace("\u2060", "")
