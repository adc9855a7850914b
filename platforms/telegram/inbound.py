"""From an update's raw JSON to a `Request`, or to nothing where it was not meant for Kopdar."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from telegram import CallbackQuery, InlineQuery, Message, MessageEntity, Update

from messages.as_text import as_text, request_as_text, sender_as_text
from messages.request import (
    ChatId,
    ChatMoved,
    Inbound,
    Request,
    RequestKey,
    Unreadable,
    read_command,
)
from messages.suggestion import Inquiry
from platforms.telegram.account import (
    TELEGRAM,
    account_of,
    chat_of,
    is_private_chat,
    sender_of,
)

READ_UPDATES = ("message", "edited_message", "callback_query", "inline_query")

# `answer_at` of a request: what render and sender need to answer in place.
EDIT = "edit"
SHOWS_PICTURE = "shows_picture"
REPLY_TO = "reply_to"
CALLBACK = "callback"

# So long people can change what they said. Later changes are of something else, unseen.
EDITABLE = timedelta(hours=48)

# Who only calls Kopdar by name has said no command: help says what there is.
CALLED_BY_NAME = "help"


@dataclass(frozen=True, slots=True)
class InlineAsked:
    """Somebody types behind Kopdar's name; `query` is what Telegram calls it."""

    query: str
    inquiry: Inquiry


@dataclass(frozen=True, slots=True)
class LostPress:
    """A pressed button that leads nowhere: under a message of no chat of ours, or bare."""

    callback: str
    language: str | None


# What means nothing a second later: it is seen to at once, and never stored.
Passing = InlineAsked | LostPress
Incoming = Inbound | Passing
# Takes a batch in the order in which it came; what it returned from can no longer be lost.
Take = Callable[[Sequence[Incoming]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Me:
    """Who Kopdar is on Telegram; `username` without its @."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads updates for one bot that knows these commands."""

    me: Me
    known_commands: frozenset[str]

    def read(self, update: object, received_at: datetime) -> Incoming | None:
        """One update by itself: whatever is wrong with it stays its own trouble."""
        try:
            return as_text_throughout(self._read(update, received_at))
        except Exception:  # anything may be missing or of another kind in an update
            return Unreadable(self._key(update), TELEGRAM, raw_text(update), received_at)

    def _read(self, update: object, received_at: datetime) -> Request | ChatMoved | Passing | None:
        if not isinstance(update, dict) or not is_number(update.get("update_id")):
            raise ValueError("an update without its number")
        if not any(kind in update for kind in READ_UPDATES):
            return None
        parsed = Update.de_json(update, None)
        key = self._key(update)
        if parsed.message and parsed.message.migrate_to_chat_id:
            return read_move(parsed.message, parsed.message.migrate_to_chat_id, key)
        if parsed.message:
            return self._read_message(parsed.message, key, received_at)
        if parsed.edited_message:
            return self._read_edit(parsed.edited_message, key, received_at)
        if parsed.callback_query:
            return read_press(parsed.callback_query, key, received_at)
        if parsed.inline_query:
            return read_inline(parsed.inline_query)
        raise ValueError("neither a message nor a pressed button")

    def _read_message(
        self, message: Message, key: RequestKey, received_at: datetime
    ) -> Request | None:
        sender = sender_of(message)
        words, plain = self._words_for_us(message), self._plain_words(message)
        if sender is None or (words is None and plain is None):
            return None
        command, arguments = (words[0] or CALLED_BY_NAME, words[1]) if words else ("", "")
        replied = message.reply_to_message
        return Request(
            key=key,
            sender=sender,
            chat=chat_of(message, message.chat),
            command=command,
            arguments=arguments,
            received_at=received_at,
            answer_at={} if is_private_chat(message.chat) else {REPLY_TO: str(message.message_id)},
            question=str(message.message_id),
            plain=plain,
            reply_to=str(replied.message_id) if replied else None,
            asked_at=message.edit_date or message.date,
        )

    def _read_edit(
        self, message: Message, key: RequestKey, received_at: datetime
    ) -> Request | None:
        """What somebody has said is another question now. One that is for nobody any more is
        left alone, with the answer that it had: others have read that."""
        if message.edit_date is None or message.edit_date - message.date > EDITABLE:
            return None
        request = self._read_message(message, key, received_at)
        return replace(request, is_edit=True) if request else None

    def _plain_words(self, message: Message) -> str | None:
        """What can answer an open question: anything in a private chat, a reply to us in a
        group, but no command. A picture or a voice without a word is an empty answer."""
        text = (message.text or message.caption or "").strip()
        is_said = text or message.effective_attachment is not None
        is_command = text.startswith("/") or self._without_mention(message, text) is not None
        is_ours = is_private_chat(message.chat) or self._is_reply_to_us(message)
        return text if is_said and is_ours and not is_command else None

    def _words_for_us(self, message: Message) -> tuple[str, str] | None:
        """The command and its arguments, or None for what is said to others or to nobody."""
        text = (message.text or message.caption or "").strip()
        if not text:
            return None
        is_private = is_private_chat(message.chat)
        if text.startswith("/"):
            return self._slash_command(text, is_private)
        called = self._without_mention(message, text)
        if called is not None:
            return read_words(called)
        words = read_words(text)
        is_known = words[0].casefold() in self.known_commands
        return words if is_private or (is_known and self._is_reply_to_us(message)) else None

    def _slash_command(self, text: str, is_private: bool) -> tuple[str, str] | None:
        command, arguments = read_words(text)
        name, at, addressee = command.partition("@")
        if at and addressee.casefold() != self.me.username.casefold():
            return None
        # In a group a bare command that Kopdar lacks is most likely another bot's.
        if not (at or is_private or name.casefold() in self.known_commands):
            return None
        return name, arguments

    def _without_mention(self, message: Message, text: str) -> str | None:
        """What is said to us by name, at the start or the end; None where nobody called us."""
        for entity, shown in mentions_in(message):
            if not self._is_us(entity, shown):
                continue
            if text.startswith(shown):
                return text.removeprefix(shown).lstrip(" ,:;\n\t")
            if text.endswith(shown):
                return text.removesuffix(shown).rstrip(" ,:;\n\t")
        return None

    def _is_us(self, entity: MessageEntity, shown: str) -> bool:
        if entity.type == MessageEntity.TEXT_MENTION:
            return entity.user is not None and entity.user.id == self.me.id
        return shown.casefold() == f"@{self.me.username}".casefold()

    def _is_reply_to_us(self, message: Message) -> bool:
        answered = message.reply_to_message
        # Whatever is said in a topic counts as a reply to the message that opened it.
        if answered is None or answered.forum_topic_created or answered.from_user is None:
            return False
        return answered.from_user.id == self.me.id

    def _key(self, update: object) -> RequestKey:
        number = update.get("update_id") if isinstance(update, dict) else None
        if not is_number(number):
            number = f"unnumbered:{hashlib.sha256(raw_text(update).encode()).hexdigest()}"
        return RequestKey(f"{TELEGRAM}:{self.me.id}:{number}")


def read_press(query: CallbackQuery, key: RequestKey, received_at: datetime) -> Request | LostPress:
    """A pressed button asks what is written on its back, as if its presser had typed that."""
    pressed = query.message
    if pressed is None or not query.data or not query.data.strip():
        return LostPress(query.id, query.from_user.language_code)
    answer_at = {CALLBACK: query.id}
    # An inaccessible message is too old to be changed: its answer comes as a new one.
    if isinstance(pressed, Message) and pressed.is_accessible:
        answer_at[EDIT] = str(pressed.message_id)
        if pressed.photo:
            answer_at[SHOWS_PICTURE] = "yes"
        if pressed.reply_to_message and not pressed.reply_to_message.forum_topic_created:
            answer_at[REPLY_TO] = str(pressed.reply_to_message.message_id)
    command, arguments = read_words(query.data)
    return Request(
        key=key,
        sender=account_of(query.from_user),
        chat=chat_of(pressed if isinstance(pressed, Message) else None, pressed.chat),
        command=command,
        arguments=arguments,
        received_at=received_at,
        is_press=True,
        answer_at=answer_at,
        reply_to=answer_at.get(EDIT),
    )


def as_text_throughout(incoming: Request | ChatMoved | Passing | None) -> Incoming | None:
    """Raises ValueError where something else came in the place of words."""
    match incoming:
        case Request():
            return request_as_text(incoming)
        case InlineAsked(query, inquiry):
            sender, text = sender_as_text(inquiry.sender), as_text(inquiry.text)
            return InlineAsked(as_text(query), replace(inquiry, sender=sender, text=text))
        case LostPress(callback, language):
            return LostPress(as_text(callback), as_text(language))
        case _:
            return incoming


def read_move(message: Message, new_id: int, key: RequestKey) -> ChatMoved:
    """A group became a supergroup, which is another chat to Telegram and the same to people."""
    if not (is_number(message.chat.id) and is_number(new_id)):
        raise ValueError("a group moves from one number to another")
    return ChatMoved(key, TELEGRAM, ChatId(str(message.chat.id)), ChatId(str(new_id)))


def read_inline(query: InlineQuery) -> InlineAsked:
    """The offset is ours, but clients send it: anything else than a number begins anew."""
    skip = int(query.offset) if query.offset.isascii() and query.offset.isdecimal() else 0
    return InlineAsked(query.id, Inquiry(account_of(query.from_user), query.query, skip))


def read_words(text: str) -> tuple[str, str]:
    """As `read_command`, whatever white space stands behind the name."""
    return read_command(" ".join(text.split(maxsplit=1)))


def mentions_in(message: Message) -> Iterable[tuple[MessageEntity, str]]:
    """Mentions with their words; offsets are in UTF-16 units, which the library counts."""
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    return found.items()


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def raw_text(update: object) -> str:
    """The update as JSON that can be stored: half a surrogate pair stays the escape it came as."""
    try:
        text = json.dumps(update, ensure_ascii=False, sort_keys=True)
    except RecursionError:
        return "nested too deeply to be written down"
    return text.encode(errors="backslashreplace").decode()


def highest_update(updates: list[Any]) -> int | None:
    """The highest number in a batch, or None where no update of it has one."""
    numbers = [u["update_id"] for u in updates if isinstance(u, dict) and "update_id" in u]
    return max((number for number in numbers if is_number(number)), default=None)
