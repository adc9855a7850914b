"""What each method does to the chats, and when it refuses."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.platforms.bot_api_chats import Button, ChatRoom, Message, Person
from tests.platforms.bot_api_html import (
    Entity,
    Unparsable,
    find_entities,
    lost_entities,
    parse_html,
    utf16,
)
from tests.platforms.bot_api_inline import InlineQueries
from tests.platforms.bot_api_methods import Refusal
from tests.platforms.bot_api_profile import Profile

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
DATA_LIMIT = 64
ROW_LIMIT = 8
BUTTON_LIMIT = 100
PHOTO_BYTES = 10 * 1024 * 1024
# Width and height together, and one over the other.
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
ACTIONS = {"typing", "upload_photo", "upload_document", "choose_sticker", "find_location"}

Parameters = dict[str, Any]
Announce = Callable[[Message], None]

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class Answers:
    """The bot's side of the chats. `announce` is told of every message sent or edited."""

    def __init__(self, bot: Person, violations: list[str], announce: Announce) -> None:
        self.bot = bot
        self.rooms: dict[int, ChatRoom] = {}
        self.open_queries: set[str] = set()
        self.answered_queries: list[str] = []
        self.notices: dict[str, str] = {}
        self.profile = Profile()
        self.inline = InlineQueries(self._words)
        self._violations = violations
        self._announce = announce

    def answer(self, method: str, parameters: Parameters, files: dict[str, bytes]) -> Any:
        match method:
            case "sendMessage":
                return self.send_message(parameters)
            case "sendPhoto":
                return self.send_photo(parameters, files)
            case "editMessageText":
                return self.edit_message_text(parameters)
            case "editMessageMedia":
                return self.edit_message_media(parameters, files)
            case "editMessageReplyMarkup":
                return self.edit_message_reply_markup(parameters)
            case "deleteMessage":
                return self.delete_message(parameters)
            case "sendChatAction":
                return self.send_chat_action(parameters)
            case "answerInlineQuery":
                return self.inline.answer(parameters)
            case _ if "My" in method:
                return self.profile.answer(method, parameters)
            case _:
                return self.answer_callback_query(parameters)

    def send_message(self, parameters: Parameters) -> Any:
        room = self._room(parameters)
        text, entities = self._words(parameters, "text")
        return self._send(room, parameters, text=text, html=parameters["text"], entities=entities)

    def send_photo(self, parameters: Parameters, files: dict[str, bytes]) -> Any:
        room = self._room(parameters)
        text, entities = self._words(parameters, "caption")
        photo = attached(parameters["photo"], files)
        check_photo(photo)
        return self._send(
            room,
            parameters,
            text=text,
            html=parameters.get("caption", ""),
            entities=entities,
            photo=photo,
        )

    def edit_message_text(self, parameters: Parameters) -> Any:
        room, message = self._to_edit(parameters)
        if message.photo:
            raise Refusal("Bad Request: there is no text in the message to edit")
        text, entities = self._words(parameters, "text")
        buttons = self._buttons(parameters)
        if (text, entities, buttons) == (message.text, message.entities, message.buttons):
            raise Refusal(NOT_MODIFIED)
        return self._edit(
            room, message, text=text, html=parameters["text"], entities=entities, buttons=buttons
        )

    def edit_message_media(self, parameters: Parameters, files: dict[str, bytes]) -> Any:
        room, message = self._to_edit(parameters)
        media = parameters["media"]
        if media["type"] != "photo":
            raise Refusal("Bad Request: unsupported media type")
        text, entities = self._words(media, "caption")
        photo = attached(media["media"], files)
        check_photo(photo)
        return self._edit(
            room,
            message,
            text=text,
            html=media.get("caption", ""),
            entities=entities,
            photo=photo,
            buttons=self._buttons(parameters),
        )

    def edit_message_reply_markup(self, parameters: Parameters) -> Any:
        room, message = self._to_edit(parameters)
        buttons = self._buttons(parameters)
        if buttons == message.buttons:
            raise Refusal(NOT_MODIFIED)
        changed = room.change(message.message_id, buttons=buttons)
        return room.message_json(changed, self.bot)

    def delete_message(self, parameters: Parameters) -> Any:
        room = self._room(parameters)
        message = room.messages.get(parameters["message_id"])
        if message is None:
            raise Refusal("Bad Request: message to delete not found")
        if message.is_old:
            raise Refusal("Bad Request: message can't be deleted for everyone")
        del room.messages[message.message_id]
        return True

    def answer_callback_query(self, parameters: Parameters) -> Any:
        query = parameters["callback_query_id"]
        if query not in self.open_queries:
            raise Refusal(TOO_OLD_QUERY)
        if utf16(parameters.get("text", "")) > 200:
            raise Refusal("Bad Request: MESSAGE_TOO_LONG")
        self.open_queries.remove(query)
        self.answered_queries.append(query)
        self.notices[query] = parameters.get("text", "")
        return True

    def send_chat_action(self, parameters: Parameters) -> Any:
        room = self._room(parameters)
        self._check_thread(room, parameters)
        if parameters["action"] not in ACTIONS:
            raise Refusal("Bad Request: wrong parameter action in request")
        return True

    def _room(self, parameters: Parameters) -> ChatRoom:
        room = self.rooms.get(parameters["chat_id"])
        if room is None:
            raise Refusal("Bad Request: chat not found")
        if room.moved_to:
            raise Refusal(
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=room.moved_to,
            )
        if room.is_blocked and isinstance(room.who, Person):
            raise Refusal("Forbidden: bot was blocked by the user", 403)
        if room.is_blocked:
            raise Refusal("Forbidden: bot was kicked from the supergroup chat", 403)
        return room

    def _send(self, room: ChatRoom, parameters: Parameters, **content: Any) -> Any:
        self._check_thread(room, parameters)
        sent = room.add(
            reply_to=replied_to(room, parameters.get("reply_parameters")),
            thread=parameters.get("message_thread_id"),
            buttons=self._buttons(parameters),
            **content,
        )
        self._announce(sent)
        return room.message_json(sent, self.bot)

    def _check_thread(self, room: ChatRoom, parameters: Parameters) -> None:
        thread = parameters.get("message_thread_id")
        if thread is not None and thread not in room.topics:
            raise Refusal("Bad Request: message thread not found")

    def _to_edit(self, parameters: Parameters) -> tuple[ChatRoom, Message]:
        room = self._room(parameters)
        message = room.messages.get(parameters["message_id"])
        if message is None:
            raise Refusal("Bad Request: message to edit not found")
        if message.sender is not None:
            raise Refusal("Bad Request: message can't be edited")
        return room, message

    def _edit(self, room: ChatRoom, message: Message, **content: Any) -> Any:
        edited = room.change(message.message_id, **content, edited=True)
        self._announce(edited)
        return room.message_json(edited, self.bot)

    def _words(self, parameters: Parameters, name: str) -> tuple[str, list[Entity]]:
        """The text or caption as shown, within its limits."""
        text, entities = read_words(parameters, name)
        if not text and name == "text":
            raise Refusal("Bad Request: message text is empty")
        limit, what = (
            (TEXT_LIMIT, "message") if name == "text" else (CAPTION_LIMIT, "message caption")
        )
        if utf16(text) > limit:
            self._violations.append(f"{what} of {utf16(text)} UTF-16 units")
            raise Refusal(f"Bad Request: {what} is too long")
        if len(entities) > ENTITY_LIMIT:
            self._violations.append(f"{len(entities)} entities: those after the 100th are dropped")
        for entity in lost_entities(entities):
            self._violations.append(f"{entity['type']} inside of code is dropped")
        return text, [*entities, *find_entities(text, entities)]

    def _buttons(self, parameters: Parameters) -> list[list[Button]]:
        rows = (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in (button for row in rows for button in row):
            self._check_button(button)
        if any(len(row) > ROW_LIMIT for row in rows) or sum(map(len, rows)) > BUTTON_LIMIT:
            self._violations.append("too many buttons")
            raise Refusal("Bad Request: reply markup is too long")
        return [[Button(b["text"], b["callback_data"]) for b in row] for row in rows if row]

    def _check_button(self, button: dict[str, str]) -> None:
        data = button.get("callback_data", "").encode()
        if not button["text"].strip():
            self._violations.append("a button without a label")
            raise Refusal("Bad Request: button text is empty")
        if not 1 <= len(data) <= DATA_LIMIT:
            self._violations.append(f"{len(data)} bytes behind a button")
            raise Refusal("Bad Request: BUTTON_DATA_INVALID")


def read_words(parameters: Parameters, name: str) -> tuple[str, list[Entity]]:
    text = parameters.get(name, "")
    match parameters.get("parse_mode"):
        case None:
            return text.strip(), []
        case "HTML":
            try:
                return parse_html(text)
            except Unparsable as problem:
                raise Refusal(f"Bad Request: can't parse entities: {problem}") from None
        case _:
            raise Refusal("Bad Request: unsupported parse_mode")


def replied_to(room: ChatRoom, reply: dict[str, Any] | None) -> int | None:
    if reply is None:
        return None
    if reply["message_id"] in room.messages:
        return int(reply["message_id"])
    if reply.get("allow_sending_without_reply"):
        return None
    raise Refusal("Bad Request: message to be replied not found")


def attached(file: bytes | str, files: dict[str, bytes]) -> bytes | None:
    """The file itself, or the part of the form that attach:// names."""
    return file if isinstance(file, bytes) else files.get(file.removeprefix("attach://"))


def check_photo(photo: bytes | None) -> None:
    if photo is None:
        raise Refusal("Bad Request: there is no photo in the request")
    if len(photo) > PHOTO_BYTES:
        raise Refusal("Request Entity Too Large", 413)
    try:
        with Image.open(io.BytesIO(photo)) as image:
            width, height = image.size
            is_known = image.format in {"PNG", "JPEG"}
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise Refusal("Bad Request: IMAGE_PROCESS_FAILED") from None
    if not is_known:
        raise Refusal("Bad Request: IMAGE_PROCESS_FAILED")
    if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise Refusal("Bad Request: PHOTO_INVALID_DIMENSIONS")
