"""The ways of a message as they are kept: what they have in common once.

The same words and blocks go each way, and are most of a letter, which is written, read and taken
apart again for every answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from messages.delivery import Piece

Way = Mapping[str, Any]
Block = Mapping[str, Any]


def packed(ways: Sequence[Way]) -> dict[str, Any]:
    """The payload of a piece. `said` is what the first way says; another leaves out what is the
    same, and names as `above` the blocks that come before the same blocks. A way may name as
    `omits` the action of a button that it does without."""
    said = {"text": ways[0]["text"], "blocks": list(ways[0]["blocks"])}
    return {"said": said, "ways": [_without(way, said) for way in ways]}


def ways_of(piece: Piece) -> list[dict[str, Any]]:
    """The ways, each whole, in the order they are tried; also of a piece that an earlier version
    laid out."""
    said = piece.payload.get("said")
    ways = piece.payload["ways"]
    return [dict(way) if said is None else _whole(way, said) for way in ways]


def _without(way: Way, said: Way) -> dict[str, Any]:
    left = {name: value for name, value in way.items() if name not in ("text", "blocks")}
    if way["text"] != said["text"]:
        left["text"] = way["text"]
    above = len(way["blocks"]) - len(said["blocks"])
    if above < 0 or way["blocks"][above:] != said["blocks"]:
        left["blocks"] = way["blocks"]
    elif above:
        left["above"] = way["blocks"][:above]
    return left


def _whole(way: Way, said: Way) -> dict[str, Any]:
    blocks = [*way.get("above", ()), *said["blocks"]]
    whole = {"text": said["text"], "blocks": blocks, **way}
    whole.pop("above", None)
    omitted = whole.pop("omits", None)
    return whole if omitted is None else {**whole, "blocks": _omitting(omitted, whole["blocks"])}


def _omitting(action: str, blocks: Sequence[Block]) -> list[Block]:
    """Without the button of that action, and without a row that held nothing else."""
    return [left for block in blocks if (left := _left_of(block, action)).get("elements") != []]


def _left_of(block: Block, action: str) -> Block:
    if block["type"] != "actions":
        return block
    left = [element for element in block["elements"] if element.get("action_id") != action]
    return {**block, "elements": left}
