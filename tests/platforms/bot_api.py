"""A Bot API server on a loopback socket, as strict as the real one, and the people who use it.

    async with BotApiServer() as api:
        alice = api.person("Alice", language="id")
        await api.says(alice, "/rank Indonesia")
        message = await api.next_message()
        await api.presses(alice, message, "Riwayat")

What it is sent is checked: a method, parameter or field it does not know is a violation, and a
violation fails the test when the server closes.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.platforms.bot_api_answers import Answers
from tests.platforms.bot_api_chats import Button, ChatRoom, Group, Message, Person
from tests.platforms.bot_api_html import find_entities
from tests.platforms.bot_api_inline import Card, InlineAnswer
from tests.platforms.bot_api_methods import METHODS, Refusal, read_parameters
from tests.platforms.bot_api_profile import Profile
from tests.platforms.bot_api_updates import Updates
from tests.platforms.bot_api_webhook import WebhookCalls
from tests.platforms.bot_api_wire import Fault, done, read_form, refused

__all__ = [
    "BotApiServer",
    "Button",
    "Call",
    "Card",
    "Group",
    "InlineAnswer",
    "Message",
    "Person",
]

BOT = Person(7_000_000_001, "Kopdar", username="KopdarTestBot", is_bot=True)
TOKEN = f"{BOT.id}:AAtest-Token_that_must_never_be_logged00"
ANSWER_WITHIN = 10.0


@dataclass(frozen=True)
class Call:
    """One call as it came, with its parameters as values; files are bytes. `at` is when, in
    seconds of the monotonic clock; `fault` is what it meets, if anything."""

    method: str
    parameters: dict[str, Any]
    at: float = field(default_factory=time.monotonic, compare=False)
    fault: Fault | None = field(default=None, compare=False)


class BotApiServer:
    """`url` is the root of the server; `calls` are all that came, `violations` what was wrong.

    `witness` is told of every message that the server accepts, at once.
    """

    def __init__(
        self,
        can_read_all_group_messages: bool = True,
        supports_inline_queries: bool = True,
        witness: Callable[[Message], None] = lambda message: None,
    ) -> None:
        self.url = ""
        self.token = TOKEN
        self.bot = BOT
        self.username = str(BOT.username)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self._can_read_all = can_read_all_group_messages
        self._is_inline = supports_inline_queries
        self._sent: asyncio.Queue[Message] = asyncio.Queue()
        self._witness = witness
        self._answers = Answers(BOT, self.violations, self._show)
        self._updates = Updates()
        self.webhook = WebhookCalls(self._updates)
        self._called = asyncio.Event()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._closing = asyncio.Event()
        self._people = 0
        self._groups = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._updates.close()
        await self.webhook.close()
        await self._runner.cleanup()
        if kind is None:
            assert self.violations == []

    # Who is there.

    def person(self, name: str, language: str | None = None, username: str | None = None) -> Person:
        """Somebody who has opened a private chat with the bot."""
        self._people += 1
        person = Person(1_000_000 + self._people, name, language, username)
        self._open(person, 1000 * self._people)
        return person

    def group(
        self,
        title: str,
        members: Iterable[Person] = (),
        kind: str = "supergroup",
        is_forum: bool = False,
    ) -> Group:
        self._groups += 1
        number = -1_000_000_000_000 - self._groups if kind == "supergroup" else -4000 - self._groups
        group = Group(number, title, tuple(members), kind, is_forum)
        self._open(group, 100_000 * self._groups)
        return group

    def topic(self, group: Group, title: str) -> int:
        """A new topic of a forum: its thread number."""
        return self._rooms[group.id].open_topic(title)

    def blocks(self, chat: Person | Group) -> None:
        """The person blocks the bot, or the group throws it out."""
        self._rooms[chat.id].is_blocked = True

    def upgrades(self, group: Group) -> Group:
        """A group becomes a supergroup, with another id."""
        new = self.group(group.title, group.members)
        self._rooms[group.id].moved_to = new.id
        self.profile.known_chats.remove(group.id)
        return new

    async def announces_upgrade(self, old: Group, new: Group, who: Person) -> None:
        """The two service messages that tell of it, one in the old group and one in the new."""
        for here, told in (
            (old, {"migrate_to_chat_id": new.id}),
            (new, {"migrate_from_chat_id": old.id}),
        ):
            room = self._rooms[here.id]
            said = room.add(text="", sender=who)
            self._deliver({"message": {**room.message_json(said, self.bot), **told}})

    def ages(self, message: Message) -> None:
        """More than 48 hours pass for this message."""
        self._rooms[message.chat_id].change(message.message_id, is_old=True)

    def deletes(self, message: Message) -> None:
        """Somebody deletes this message."""
        del self._rooms[message.chat_id].messages[message.message_id]

    def messages(self, chat: Person | Group) -> list[Message]:
        """What the chat shows now, oldest first: everybody's messages."""
        return list(self._rooms[chat.id].messages.values())

    # What they do.

    async def says(
        self,
        who: Person,
        text: str,
        chat: Group | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
        caption_of: bytes | None = None,
        sender_chat: Group | None = None,
        hours_ago: float = 0,
    ) -> Message:
        """A person writes; `sender_chat` for one who writes as the group or a channel. What was
        said a while ago was kept until now."""
        room = self._rooms[(chat or who).id]
        shown_as = self._rooms[sender_chat.id].to_json() if sender_chat else None
        said = room.add(
            text=text,
            entities=find_entities(text, []),
            sender=who,
            sender_chat=shown_as,
            photo=caption_of,
            reply_to=reply_to.message_id if reply_to else None,
            thread=thread,
            date=int(time.time() - hours_ago * 3600),
        )
        if self._hears(room, said):
            self._deliver({"message": room.message_json(said, self.bot)})
        return said

    async def edits(
        self, who: Person, message: Message, text: str, seconds_later: int = 5
    ) -> Message:
        """A person changes what they said; the same text where something unseen has changed."""
        room = self._rooms[message.chat_id]
        changed = room.change(
            message.message_id,
            text=text,
            entities=find_entities(text, []),
            edit_date=message.date + seconds_later,
        )
        if self._hears(room, changed):
            self._deliver({"edited_message": room.message_json(changed, self.bot)})
        return changed

    async def types_inline(self, who: Person, text: str, offset: str = "") -> InlineAnswer:
        """A person types `@bot text` somewhere, and waits for what is offered."""
        query = await self.sends_inline(who, text, offset)
        await self.until(lambda: query in self._answers.inline.answers)
        return self._answers.inline.answers[query]

    async def sends_inline(self, who: Person, text: str, offset: str = "") -> str:
        """The same without waiting: the number of the query."""
        query = str(800_000_000_000 + self._updates.next_number)
        self._answers.inline.open.add(query)
        asked = {"id": query, "from": who.to_json(), "query": text, "offset": offset}
        self._deliver({"inline_query": {**asked, "chat_type": "group"}})
        return query

    def inline_answer(self, query: str) -> InlineAnswer | None:
        return self._answers.inline.answers.get(query)

    async def presses_inline(self, who: Person, data: str) -> str:
        """A person presses a button of a message that was made by an inline result."""
        query = str(900_000_000_000 + self._updates.next_number)
        self._answers.open_queries.add(query)
        pressed = {"id": query, "from": who.to_json(), "chat_instance": "1", "data": data}
        self._deliver({"callback_query": {**pressed, "inline_message_id": "AAEAAA"}})
        return query

    async def presses(self, who: Person, message: Message, label: str) -> str:
        """A person presses the button with this label; returns the number of the query."""
        data = [b.data for row in message.buttons for b in row if b.label == label]
        assert data, f"no button {label!r}: {message.labels}"
        return await self.presses_forged(who, message, data[0])

    async def presses_forged(self, who: Person, message: Message, data: str) -> str:
        """A client sends whatever it likes as the data of a button of this message."""
        room = self._rooms[message.chat_id]
        query = str(900_000_000_000 + self._updates.next_number)
        self._answers.open_queries.add(query)
        shown: dict[str, Any] = {
            "chat": room.to_json(),
            "message_id": message.message_id,
            "date": 0,
        }
        if message.message_id in room.messages:
            shown = room.message_json(room.messages[message.message_id], self.bot)
        pressed = {
            "id": query,
            "from": who.to_json(),
            "message": shown,
            "chat_instance": str(room.id),
            "data": data,
        }
        self._deliver({"callback_query": pressed})
        return query

    def deliver_raw(self, update: Any) -> None:
        """Anything at all as an update; what has no number comes until a later one is confirmed."""
        self._updates.add(update)

    def sets_webhook(self, address: str) -> None:
        """Somebody has set a webhook: until it is deleted, nothing comes by polling."""
        self._updates.webhook = address

    def is_answered(self, query: str) -> bool:
        return query in self._answers.answered_queries

    def notice(self, query: str) -> str:
        """What the presser was shown over the chat for this query; empty for nothing."""
        return self._answers.notices.get(query, "")

    @property
    def profile(self) -> Profile:
        return self._answers.profile

    async def next_message(self) -> Message:
        """The next message sent or edited by the bot that was not taken yet."""
        async with asyncio.timeout(ANSWER_WITHIN):
            return await self._sent.get()

    def nothing_sent(self) -> bool:
        """Whether every message of the bot has been taken."""
        return self._sent.empty()

    def calls_to(self, method: str) -> list[dict[str, Any]]:
        return [call.parameters for call in self.calls if call.method == method]

    async def called(self, method: str, times: int = 1) -> None:
        """Wait until a method has been called this often."""
        await self.until(lambda: len(self.calls_to(method)) >= times)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until the calls that come have made something so."""
        async with asyncio.timeout(ANSWER_WITHIN):
            while not is_so():
                self._called.clear()
                await self._called.wait()
                await asyncio.sleep(0)

    # What goes wrong.

    def fail_next(
        self,
        method: str,
        status: int = 500,
        description: str = "Internal Server Error",
        retry_after: int | None = None,
        body: bytes | None = None,
        times: int = 1,
        accepted: bool = False,
    ) -> None:
        """The next calls are refused, after they were carried out where `accepted`; with `body`
        that is the whole answer, whatever it says."""
        parameters = {"retry_after": retry_after} if retry_after else {}
        if retry_after:
            description = f"Too Many Requests: retry after {retry_after}"
        refusal = Refusal(description, status, **parameters)
        fault = Fault(refusal, status, body, is_done_first=accepted)
        self._faults[method].extend([fault] * times)

    def drop_next(self, method: str, accepted: bool = True, times: int = 1) -> None:
        """The connection is torn: after the call was carried out, or before."""
        fault = Fault(is_torn=True, is_done_first=accepted)
        self._faults[method].extend([fault] * times)

    def hang_next(self, method: str, times: int = 1) -> None:
        """The call is never answered."""
        self._faults[method].extend([Fault(hangs=True)] * times)

    def slow_next(self, method: str, seconds: float, times: int = 1) -> None:
        """The call is carried out at once, and answered later."""
        fault = Fault(is_done_first=True, seconds=seconds)
        self._faults[method].extend([fault] * times)

    def forget_faults(self) -> int:
        """From now on all goes well; how many faults nobody has met."""
        left = sum(len(faults) for faults in self._faults.values())
        self._faults.clear()
        return left

    def _hears(self, room: ChatRoom, said: Message) -> bool:
        """In privacy mode a bot hears of a group only commands and what replies to it."""
        if self._can_read_all or isinstance(room.who, Person) or said.text.startswith("/"):
            return True
        answered = room.messages.get(said.reply_to or 0)
        return answered is not None and answered.sender is None

    # The wire.

    @property
    def _rooms(self) -> dict[int, ChatRoom]:
        return self._answers.rooms

    def _open(self, who: Person | Group, first_id: int) -> None:
        self._rooms[who.id] = ChatRoom(who, first_id)
        self.profile.known_chats.add(who.id)

    def _show(self, message: Message) -> None:
        self._witness(message)
        self._sent.put_nowait(message)

    def _deliver(self, update: dict[str, Any]) -> None:
        self.deliver_raw({"update_id": self._updates.next_number, **update})

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return refused(Refusal("Unauthorized", 401))
        if method not in METHODS:
            self.violations.append(f"no such method: {method}")
            return refused(Refusal("Not Found: method not found", 404))
        fault = (
            self._faults[method].popleft() if self._faults[method] else Fault(is_done_first=True)
        )
        try:
            result = await self._carry_out(method, await read_form(request), fault)
        except Refusal as refusal:
            return refused(refusal)
        if fault.goes_well:
            await asyncio.sleep(fault.seconds)
            return done(result)
        if fault.hangs:
            await self._closing.wait()
        return fault.answer(request)

    async def _carry_out(self, method: str, form: dict[str, Any], fault: Fault) -> Any:
        try:
            parameters = read_parameters(method, form, self.violations)
        finally:
            self._called.set()
        self.calls.append(Call(method, parameters, fault=fault))
        if not fault.is_done_first:
            return None
        files = {name: value for name, value in form.items() if isinstance(value, bytes)}
        return await self._result(method, parameters, files)

    async def _result(
        self, method: str, parameters: dict[str, Any], files: dict[str, bytes]
    ) -> Any:
        match method:
            case "getMe":
                return {
                    **self.bot.to_json(),
                    "can_join_groups": True,
                    "can_read_all_group_messages": self._can_read_all,
                    "supports_inline_queries": self._is_inline,
                }
            case "setWebhook":
                return self.webhook.set(parameters)
            case "getWebhookInfo":
                return self.webhook.tell()
            case "deleteWebhook":
                return self._updates.delete_webhook(parameters)
            case "getUpdates":
                return await self._updates.wait(parameters)
            case _:
                return self._answers.answer(method, parameters, files)
