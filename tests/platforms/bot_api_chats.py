"""People, groups and the messages between them, as the Bot API server keeps them."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from tests.platforms.bot_api_html import Entity


@dataclass(frozen=True)
class Person:
    """Somebody with a private chat; `id` is the account's and that chat's."""

    id: int
    name: str
    language: str | None = None
    username: str | None = None
    is_bot: bool = False

    def to_json(self) -> dict[str, Any]:
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.language:
            user["language_code"] = self.language
        if self.username:
            user["username"] = self.username
        return user


@dataclass(frozen=True)
class Group:
    """`kind` is group or supergroup; topics are there in a forum only."""

    id: int
    title: str
    members: tuple[Person, ...] = ()
    kind: str = "supergroup"
    is_forum: bool = False


@dataclass(frozen=True)
class Button:
    label: str
    data: str


@dataclass(frozen=True)
class Message:
    """A message as it was at one moment; `edited` where an edit made it so.

    `text` is plain, after entity parsing (of a picture: its caption); `html` as it was sent.
    """

    message_id: int
    chat_id: int
    text: str
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    photo: bytes | None = None
    buttons: list[list[Button]] = field(default_factory=list)
    reply_to: int | None = None
    thread: int | None = None
    edited: bool = False
    sender: Person | None = None
    sender_chat: dict[str, Any] | None = None
    is_old: bool = False
    edit_date: int | None = None
    date: int = field(default_factory=lambda: int(time.time()))

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]

    @property
    def keyboard(self) -> dict[str, Any] | None:
        if not self.buttons:
            return None
        rows = [[{"text": b.label, "callback_data": b.data} for b in row] for row in self.buttons]
        return {"inline_keyboard": rows}


@dataclass
class ChatRoom:
    """A chat with its messages, oldest first; numbering differs from chat to chat."""

    who: Person | Group
    next_id: int
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    is_blocked: bool = False
    moved_to: int | None = None

    @property
    def id(self) -> int:
        return self.who.id

    def add(self, **message: Any) -> Message:
        self.next_id += 1
        added = Message(self.next_id, self.id, **message)
        self.messages[added.message_id] = added
        return added

    def change(self, message_id: int, **changes: Any) -> Message:
        self.messages[message_id] = replace(self.messages[message_id], **changes)
        return self.messages[message_id]

    def open_topic(self, title: str) -> int:
        self.next_id += 1
        self.topics[self.next_id] = title
        return self.next_id

    def to_json(self) -> dict[str, Any]:
        match self.who:
            case Person(id=number, name=name):
                return {"id": number, "type": "private", "first_name": name}
            case Group(id=number, title=title, kind=kind, is_forum=is_forum):
                chat: dict[str, Any] = {"id": number, "type": kind, "title": title}
                return {**chat, "is_forum": True} if is_forum else chat

    def message_json(
        self, message: Message, bot: Person, with_reply: bool = True
    ) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "message_id": message.message_id,
            "from": (message.sender or bot).to_json(),
            "chat": self.to_json(),
            "date": message.date,
        }
        if message.edit_date:
            shown["edit_date"] = message.edit_date
        words, entities = ("caption", "caption_entities") if message.photo else ("text", "entities")
        if message.text:
            shown[words] = message.text
        if message.entities:
            shown[entities] = message.entities
        if message.photo:
            shown["photo"] = [photo_size(message)]
        if message.keyboard:
            shown["reply_markup"] = message.keyboard
        if message.sender_chat:
            shown["sender_chat"] = message.sender_chat
        if message.thread:
            shown |= {"message_thread_id": message.thread, "is_topic_message": True}
        answered = self.messages.get(message.reply_to or 0)
        if answered and with_reply:
            shown["reply_to_message"] = self.message_json(answered, bot, with_reply=False)
        elif message.thread and with_reply:
            shown["reply_to_message"] = self.topic_json(message.thread, bot)
        return shown

    def topic_json(self, thread: int, bot: Person) -> dict[str, Any]:
        """The service message a topic begins with: every message in it is a reply to that."""
        return {
            "message_id": thread,
            "from": bot.to_json(),
            "chat": self.to_json(),
            "date": 0,
            "forum_topic_created": {"name": self.topics[thread], "icon_color": 7322096},
        }


def photo_size(message: Message) -> dict[str, Any]:
    name = f"photo{message.chat_id}-{message.message_id}"
    return {"file_id": name, "file_unique_id": name, "width": 1280, "height": 720}
