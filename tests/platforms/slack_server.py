"""A strict Slack on loopback: Web API, uploads, response URLs and Socket Mode over real sockets.

People in it type, mention and press; what Kopdar sends is checked as Slack checks it. What no
client should ever send is a violation, and fails the test that has one.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from tests.platforms.slack_server_socket import ATTEMPTS, Acknowledged, Sockets
from tests.platforms.slack_server_views import Window, state_of
from tests.platforms.slack_server_wire import APP_TOKEN, BOT_TOKEN, Call, Fault, Wire
from tests.platforms.slack_server_workspace import BOT_USER, TEAM, Workspace
from tests.platforms.slack_server_world import Channel, Message, Person, ResponseUrl

Deliver = Callable[[str, dict[str, Any]], Awaitable[str]]


class SlackServer:
    """An event that is not acknowledged within the seconds is sent again, so many times in all;
    `witness` is told of every message that the server accepts, at once."""

    def __init__(
        self,
        ack_within: float = 3,
        attempts: int = ATTEMPTS,
        witness: Callable[[Message], None] = lambda message: None,
    ) -> None:
        self.bot_token, self.app_token, self.bot_user = BOT_TOKEN, APP_TOKEN, BOT_USER
        self.violations: list[str] = []
        self.sockets = Sockets(ack_within, self.violations, attempts)
        self.workspace = Workspace(self._show, self.violations.append)
        self._wire = Wire(self.workspace, self.sockets, self.violations)
        self._number = itertools.count(1)
        # How what people do reaches Kopdar: by the sockets, unless a test puts HTTP in their place.
        self.deliver: Deliver = self.sockets.deliver
        self.without_response_urls = False
        self.triggers: list[str] = []
        self._witness = witness
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._background: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        await self._wire.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.sockets.close()
        await self._wire.stop()
        if error is None:
            assert not self.violations, self.violations

    @property
    def api_url(self) -> str:
        return f"{self._wire.root}/api/"

    # The workspace.

    def person(self, name: str, locale: str = "en-US") -> Person:
        direct = self._add(Channel(self.workspace.new_id("D"), "directmessage", True, True))
        person = Person(self.workspace.new_id("U"), name, locale, direct)
        direct.members.append(person)
        self.workspace.people[person.id] = person
        return person

    def channel(
        self,
        name: str,
        members: Sequence[Person] = (),
        bot_is_member: bool = True,
        is_private: bool = False,
    ) -> Channel:
        made = Channel(self.workspace.new_id("C"), name, bot_is_member, is_private)
        made.members.extend(members)
        return self._add(made)

    def chat_between(self, one: Person, other: Person) -> Channel:
        """A direct chat of two people: Kopdar may be called there, but cannot write."""
        return self._add(
            Channel(self.workspace.new_id("D"), "directmessage", False, members=[one, other])
        )

    def later(self, time: timedelta) -> None:
        """Time passes for the response URLs."""
        self.workspace.seconds += time.total_seconds()

    # What people do.

    async def types_command(
        self, person: Person, command: str, text: str = "", *, channel: Channel
    ) -> str:
        """A slash command; gives the envelope's id, like everything that people do."""
        return await self.deliver(
            "slash_commands",
            {
                "token": "verification",
                "team_id": TEAM,
                "team_domain": "kemlu",
                "channel_id": channel.id,
                "channel_name": channel.name,
                "user_id": person.id,
                "user_name": person.name.lower(),
                "command": command,
                "text": escape(text),
                "api_app_id": "A0KOPDAR01",
                "is_enterprise_install": "false",
                "response_url": self._response_url(ResponseUrl(channel, person, self._now)),
                "trigger_id": self._trigger(person),
            },
        )

    async def mentions(
        self, person: Person, text: str, *, channel: Channel, thread: str | None = None
    ) -> str:
        assert channel.bot_is_member, "Slack tells nobody of a mention where the bot is not"
        words = f"<@{BOT_USER}> {escape(text)}"
        return await self.sends_event(
            self.said(person, words, channel, thread) | {"type": "app_mention"}
        )

    async def direct_message(self, person: Person, text: str, thread: str | None = None) -> str:
        event = self.said(person, escape(text), person.direct, thread)
        return await self.sends_event(event | {"channel_type": "im"})

    def said(
        self, person: Person, text: str, channel: Channel, thread: str | None = None
    ) -> dict[str, Any]:
        """The event of a message, which is kept so that it can be a thread's first."""
        stamp = self.workspace.new_stamp()
        message = Message(channel, stamp, text, [], thread, user=person)
        self.workspace.messages[channel.id, stamp] = message
        event = {
            "type": "message",
            "user": person.id,
            "text": text,
            "ts": stamp,
            "event_ts": stamp,
            "channel": channel.id,
            "team": TEAM,
        }
        return event | ({"thread_ts": thread} if thread else {})

    async def sends_event(self, event: dict[str, Any], event_id: str | None = None) -> str:
        return await self.deliver(
            "events_api",
            {
                "token": "verification",
                "team_id": TEAM,
                "api_app_id": "A0KOPDAR01",
                "event": event,
                "type": "event_callback",
                "event_id": event_id or f"Ev{next(self._number):09d}",
                "event_time": 1_790_000_000,
                "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
                "is_ext_shared_channel": False,
            },
        )

    async def presses(self, person: Person, message: Message, label: str) -> str:
        action_id, value = next(
            (action, value) for shown, action, value in message.buttons if shown == label
        )
        original = ResponseUrl(message.channel, person, self._now, message)
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel.id,
            "is_ephemeral": message.ephemeral,
        }
        shown = {} if message.ephemeral else {"message": {"ts": message.ts, "user": BOT_USER}}
        return await self.deliver(
            "interactive",
            {
                "type": "block_actions",
                "token": "verification",
                "api_app_id": "A0KOPDAR01",
                "team": {"id": TEAM, "domain": "kemlu"},
                "user": {"id": person.id, "username": person.name.lower(), "team_id": TEAM},
                "channel": {"id": message.channel.id, "name": message.channel.name},
                "container": container | ({"thread_ts": message.thread} if message.thread else {}),
                "trigger_id": self._trigger(person),
                "response_url": self._response_url(original),
                "actions": [
                    {
                        "type": "button",
                        "action_id": action_id,
                        "block_id": "b1",
                        "value": value,
                        "text": {"type": "plain_text", "text": label},
                        "action_ts": "1790000000.000001",
                    }
                ],
            }
            | shown,
        )

    async def sends_window(
        self, window: Window, answers: Mapping[str, str | None], person: Person | None = None
    ) -> str:
        """The window is filled in, by label, and sent."""
        sent_by = person or window.person
        shown = {name: window.view[name] for name in ("type", "callback_id", "private_metadata")}
        return await self.deliver(
            "interactive",
            {
                "type": "view_submission",
                "token": "verification",
                "api_app_id": "A0KOPDAR01",
                "team": {"id": TEAM, "domain": "kemlu"},
                "user": {"id": sent_by.id, "username": sent_by.name.lower(), "team_id": TEAM},
                "trigger_id": self._trigger(sent_by),
                "view": shown | {"id": window.id, "state": state_of(window, answers)},
                "response_urls": [],
            },
        )

    # What Kopdar did.

    async def next_window(self, within: float = 10) -> Window:
        async with asyncio.timeout(within):
            return await self.workspace.windows.get()

    async def said_in_window(self, envelope: str, within: float = 10) -> dict[str, Any]:
        """What the acknowledgement of a sent window told Slack to do; empty: close it."""
        async with asyncio.timeout(within):
            while envelope not in self.sockets.responses:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        return self.sockets.responses[envelope]

    async def next_message(self, within: float = 10) -> Message:
        """The next accepted message, edit or ephemeral answer that no one has taken yet."""
        async with asyncio.timeout(within):
            return await self._messages.get()

    @property
    def untaken(self) -> int:
        return self._messages.qsize()

    @property
    def acknowledged(self) -> list[Acknowledged]:
        return self.sockets.acknowledged

    async def until_acknowledged(self, count: int = 1, within: float = 10) -> None:
        await self.sockets.wait_until_heard(count, 0, within)

    @property
    def calls(self) -> list[Call]:
        return self._wire.calls

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.calls if call.method == method]

    def fail_next(self, method: str, **fault: Any) -> None:
        """The next call of the method meets a `Fault`; several are met in order."""
        self._wire.fail_next(method, Fault(**fault))

    def forget_faults(self) -> int:
        """From now on all goes well; how many faults nobody has met."""
        return self._wire.forget_faults()

    def _show(self, message: Message) -> None:
        self._witness(message)
        self._messages.put_nowait(message)
        # Slack tells a bot of its own direct messages, too.
        if message.channel.is_direct and not message.ephemeral and not message.edited:
            own = {
                "type": "message",
                "user": BOT_USER,
                "bot_id": "B0KOPDAR01",
                "text": message.text,
                "ts": message.ts,
                "channel": message.channel.id,
                "channel_type": "im",
            }
            if self.sockets.count:
                task = asyncio.ensure_future(self.sends_event(own))
                self._background.add(task)
                task.add_done_callback(self._background.discard)

    def _add(self, channel: Channel) -> Channel:
        self.workspace.channels[channel.id] = channel
        return channel

    def _response_url(self, target: ResponseUrl) -> str:
        if self.without_response_urls:
            return ""
        secret = f"secret-answer-{next(self._number)}"
        self.workspace.response_urls[secret] = target
        return f"{self._wire.root}/answers/{secret}"

    def _trigger(self, person: Person) -> str:
        self.triggers.append(f"{next(self._number)}.1111111111.0a1b2c3d4e5f")
        return self.workspace.triggers.give(self.triggers[-1], person, self._now)

    @property
    def _now(self) -> float:
        return self.workspace.seconds


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
