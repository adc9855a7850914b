"""What is in the workspace of the Slack server: people, channels, files, messages."""

from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack_server_blocks import Block, buttons_in, shown_text, text_as_read


@dataclass(eq=False)
class Person:
    id: str
    name: str
    locale: str
    direct: "Channel"
    team: str
    is_active: bool = True
    is_guest: bool = False


@dataclass(eq=False)
class Channel:
    """`C…` is a channel, `D…` a chat of two; the bot may be in it or not."""

    id: str
    name: str
    bot_is_member: bool
    is_private: bool = False
    is_archived: bool = False
    members: list[Person] = field(default_factory=list)

    @property
    def is_direct(self) -> bool:
        return self.id.startswith("D")

    @property
    def is_shared(self) -> bool:
        """With another workspace, whose people are in it."""
        return len({person.team for person in self.members}) > 1


@dataclass(eq=False)
class File:
    """Uploaded in three steps; `looks_left` is how often files.info finds it unfinished."""

    id: str
    length: int
    alt: str
    looks_left: int
    content: bytes | None = None
    is_complete: bool = False

    @property
    def is_ready(self) -> bool:
        return self.is_complete and self.looks_left <= 0


@dataclass(frozen=True)
class Message:
    """A message as it was accepted; an edited one is another object with the same `ts`.

    `buttons` are (label, action_id, value); `user` is who alone sees an ephemeral message.
    """

    channel: Channel
    ts: str
    text: str
    blocks: list[Block]
    thread: str | None = None
    ephemeral: bool = False
    edited: bool = False
    image: bytes | None = None
    user: Person | None = None
    response_url: str = ""
    metadata: dict[str, Any] | None = None

    @property
    def shown(self) -> str:
        return shown_text(self.blocks) if self.blocks else self.text

    @property
    def buttons(self) -> list[tuple[str, str, str]]:
        return buttons_in(self.blocks)


@dataclass(frozen=True)
class View:
    """Somebody's Home or a window before them, as it was accepted."""

    person: Person
    body: dict[str, Any]
    image: bytes | None = None

    @property
    def blocks(self) -> list[Block]:
        blocks: list[Block] = self.body["blocks"]
        return blocks

    @property
    def shown(self) -> str:
        return shown_text(self.blocks)

    @property
    def buttons(self) -> list[tuple[str, str, str]]:
        return buttons_in(self.blocks)


@dataclass(eq=False)
class ResponseUrl:
    """Five answers within half an hour."""

    channel: Channel
    user: Person
    made_at: float
    original: Message | None = None
    uses: int = 0


def as_read(text: Any) -> str:
    return text_as_read(str(text))
