"""A reply as messages of Slack, and the ways in which each may be delivered. Pure.

A piece's payload is `{"ways": [...]}`: they are tried in order, the next one only after a sure
refusal. A way's `notice` is said at once after its delivery, and forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from messages.chart import Picture
from messages.delivery import Piece
from messages.phrase import phrase
from messages.reply import Reply
from messages.request import Request
from messages.wording import Wording
from platforms.slack.blocks import (
    NOTHING,
    VALUE_LIMIT,
    Block,
    Element,
    Passage,
    actions,
    ask_button,
    note,
    passages,
    press,
)
from platforms.slack.inbound import ASIDE, DIRECT, PICTURE_ACTION, REPLACE, RESPOND, UPDATE
from platforms.slack.spelling import escaped

# Together blocks fail near 13,200 letters (bolt-js issue 2509), and a message takes 50 blocks:
# the rest is for the buttons, which go with the last message.
MESSAGE_LETTERS = 9_000
MESSAGE_BLOCKS = 45
# Slack asks for at most 4,000; a last line may be added.
PLAIN_LIMIT = 3_900
# How often a response URL may be used.
ANSWERS_A_COMMAND = 5

SHOW_PICTURE = phrase("Show the picture")
PICTURE_SENT = phrase("The picture is in your direct messages with Kopdar.")
PICTURE_NOT_SENT = phrase(
    "Kopdar could not send you a direct message. Open Kopdar under Apps and ask there."
)
PICTURE_MISSING = phrase("The picture could not be added.")
REST_LEFT_OUT = phrase(
    "The answer is longer. Ask in a direct message with Kopdar to see all of it."
)


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, and the same as escaped plain text for screen readers and notifications."""

    blocks: tuple[Block, ...]
    text: str

    @property
    def has_picture(self) -> bool:
        return any(block["type"] == "image" for block in self.blocks)

    @property
    def buttons(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block["type"] == "actions")


def wants_picture(request: Request) -> bool:
    """Slack shares no file in an ephemeral message; everywhere else a picture can go."""
    at = request.answer_at
    if DIRECT in at or not at.keys() & {RESPOND, ASIDE}:
        return True
    return RESPOND in at and REPLACE not in at and request.chat.is_private


def render(
    request: Request, reply: Reply, wording: Wording, picture: Picture | None
) -> tuple[Piece, ...]:
    at = request.answer_at
    if DIRECT in at:
        return as_direct_message(request, reply, wording, picture)
    if not at.keys() & {RESPOND, ASIDE}:
        return as_post(request, reply, wording, picture)
    offer = offered_picture(request, reply, wording)
    if not wants_picture(request):
        ephemeral = compose(reply, grouped(reply, wording, None), wording, offer)
        return as_response(request, ephemeral, wording)
    # A direct chat may be one of two other people, where Kopdar can answer ephemerally only:
    # each message then has its like without the picture.
    groups = grouped(reply, wording, picture)
    bare = [[passage for passage in group if not passage.has_picture] for group in groups]
    posted, spares = compose(reply, groups, wording), compose(reply, bare, wording, offer)
    return tuple(
        piece([way("post", message, wording), respond(request, spare)], message, picture)
        for message, spare in zip(posted, spares, strict=True)
    )


def as_post(
    request: Request, reply: Reply, wording: Wording, picture: Picture | None
) -> tuple[Piece, ...]:
    """Messages of Kopdar's own; the first takes the place of the one whose button was pressed."""
    first, *rest = compose(reply, grouped(reply, wording, picture), wording)
    ways = [way("post", first, wording)]
    if UPDATE in request.answer_at and not reply.stands_beside:
        ways.insert(0, {**way("update", first, wording), "stamp": request.answer_at[UPDATE]})
    return (
        piece(ways, first, picture),
        *(piece([way("post", message, wording)], message, picture) for message in rest),
    )


def as_direct_message(
    request: Request, reply: Reply, wording: Wording, picture: Picture | None
) -> tuple[Piece, ...]:
    """The whole answer to the person alone, and word of it where the button was pressed."""
    messages = compose(reply, grouped(reply, wording, picture), wording)
    direct: list[dict[str, Any]] = [
        {**way("direct", message, wording), "user": request.answer_at[DIRECT]}
        for message in messages
    ]
    refusals = []
    if request.answer_at.keys() & {RESPOND, ASIDE}:
        direct[-1]["notice"] = say_aside(request, wording.say(PICTURE_SENT))
        refusals = [say_aside(request, wording.say(PICTURE_NOT_SENT))]
    return tuple(
        piece([one] if number else [one, *refusals], message, picture)
        for number, (one, message) in enumerate(zip(direct, messages, strict=True))
    )


def as_response(
    request: Request, messages: Sequence[Message], wording: Wording
) -> tuple[Piece, ...]:
    """Ephemeral messages, as many as the response URL allows; the buttons go with the last."""
    shown = list(messages[:ANSWERS_A_COMMAND])
    if len(messages) > len(shown):
        rest = wording.say(REST_LEFT_OUT)
        last, buttons = shown[-1], messages[-1].buttons
        shown[-1] = Message((*last.blocks, note(rest), *buttons), f"{last.text}\n{escaped(rest)}")
    pieces = []
    for number, message in enumerate(shown):
        gives_way = number == 0 and REPLACE in request.answer_at
        pieces.append(piece([respond(request, message, replaces=gives_way)], message, None))
    return tuple(pieces)


def grouped(reply: Reply, wording: Wording, picture: Picture | None) -> list[list[Passage]]:
    """What the reply says, a group for each message that Slack takes; at least one."""
    groups: list[list[Passage]] = [[]]
    for part in reply.parts:
        for passage in passages(part, wording, picture):
            if not fits(groups[-1], passage):
                groups.append([])
            groups[-1].append(passage)
    return groups


def compose(
    reply: Reply,
    groups: Sequence[Sequence[Passage]],
    wording: Wording,
    offer: Element | None = None,
) -> list[Message]:
    """A message for each group; the buttons go with the last."""
    buttons = [ask_button(button, number, wording) for number, button in enumerate(reply.buttons)]
    buttons = [offer, *buttons] if offer else buttons
    messages = [as_message(group) for group in groups]
    last = messages[-1]
    messages[-1] = Message((*last.blocks, *actions(buttons)), last.text)
    return messages


def fits(group: Sequence[Passage], passage: Passage) -> bool:
    """Whether the passage can join; a message holds one table only. A picture weighs nothing."""
    blocks = sum(len(one.blocks) for one in group) + len(passage.blocks)
    weight = sum(one.weight for one in group) + passage.weight
    second_table = passage.has_table and any(one.has_table for one in group)
    return not group or (
        weight <= MESSAGE_LETTERS and blocks <= MESSAGE_BLOCKS and not second_table
    )


def as_message(group: Sequence[Passage]) -> Message:
    blocks = tuple(block for passage in group for block in passage.blocks)
    said = plain_text([line for passage in group for line in passage.lines])
    return Message(blocks, said or NOTHING)


def plain_text(lines: Sequence[str]) -> str:
    """Escaped lines, cut where Slack would begin to doubt them."""
    whole = "\n".join(lines)
    shown = escaped(whole)
    if len(shown) <= PLAIN_LIMIT:
        return shown
    kept = whole[:PLAIN_LIMIT]
    while len(escaped(kept)) >= PLAIN_LIMIT:
        # An escape is at most five letters for one.
        kept = kept[: len(kept) - 1 - (len(escaped(kept)) - PLAIN_LIMIT) // 5]
    return escaped(kept) + "…"


def offered_picture(request: Request, reply: Reply, wording: Wording) -> Element | None:
    """The button that asks the same once more, for its picture."""
    asked = f"{request.command} {request.arguments}".strip()
    if reply.chart is None or len(asked) > VALUE_LIMIT:
        return None
    return press(wording.say(SHOW_PICTURE), PICTURE_ACTION, asked)


def way(do: str, message: Message, wording: Wording) -> dict[str, Any]:
    made: dict[str, Any] = {"do": do, "text": message.text, "blocks": list(message.blocks)}
    if message.has_picture:
        made["without_picture"] = note(wording.say(PICTURE_MISSING))
    return made


def respond(request: Request, message: Message, *, replaces: bool = False) -> dict[str, Any]:
    """To the person alone: by the response URL, or by a call that names who it is."""
    shown = {"text": message.text, "blocks": list(message.blocks)}
    if RESPOND not in request.answer_at:
        return {"do": "whisper", "user": request.answer_at[ASIDE]} | shown
    return {"do": "respond", "url": request.answer_at[RESPOND], "replaces": replaces} | shown


def say_aside(request: Request, words: str) -> dict[str, Any]:
    """One line for the presser, beside the message that was pressed."""
    return respond(request, Message((), escaped(words)))


def piece(ways: list[dict[str, Any]], message: Message, picture: Picture | None) -> Piece:
    carries = picture.digest if picture and message.has_picture else None
    return Piece({"ways": ways}, carries)
