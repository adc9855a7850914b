"""A reply as the messages that Slack takes: their blocks, and the same in plain text. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from messages.chart import Picture
from messages.rendered import Rendered
from messages.reply import Reply
from messages.wording import Wording
from platforms.slack.blocks import NOTHING, Block, Element, Passage, passages
from platforms.slack.buttons import ask_button, few_actions
from platforms.slack.spelling import escaped
from platforms.slack.split import shortened

# Together blocks fail near 13,200 letters (bolt-js issue 2509), and a message takes 50 blocks:
# the rest is for the buttons, which go with the last message.
MESSAGE_LETTERS = 9_000
MESSAGE_BLOCKS = 45
# Slack asks for at most 4,000; a last line may be added.
PLAIN_LIMIT = 3_900


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


GROUPED = Rendered[list[list[Passage]]]()


def grouped(reply: Reply, wording: Wording, picture: Picture | None) -> list[list[Passage]]:
    """What the reply says, a group for each message that Slack takes; at least one."""
    return GROUPED.made_of(partial(_grouped, reply, wording, picture), reply, wording, picture)


def _grouped(reply: Reply, wording: Wording, picture: Picture | None) -> list[list[Passage]]:
    groups: list[list[Passage]] = [[]]
    for part in reply.parts:
        shown = picture if reply.has_picture_at(part) else None
        for passage in passages(part, wording, shown):
            if not fits(groups[-1], passage):
                groups.append([])
            groups[-1].append(passage)
    return groups


def compose(
    reply: Reply,
    groups: Sequence[Sequence[Passage]],
    wording: Wording,
    offers: Sequence[Element] = (),
) -> list[Message]:
    """A message for each group; the buttons go with the last."""
    asking = [ask_button(button, number, wording) for number, button in enumerate(reply.buttons)]
    messages = [as_message(group) for group in groups]
    last = messages[-1]
    buttons = few_actions([*offers, *asking], wording)
    messages[-1] = Message((*last.blocks, *buttons), last.text)
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
    lines = [line for passage in group for line in passage.lines]
    return Message(blocks, shortened("\n".join(lines), PLAIN_LIMIT, escaped) or NOTHING)
