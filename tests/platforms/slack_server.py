"""A strict Slack on loopback: Web API, uploads, response URLs and Socket Mode over real sockets.

People in it type, mention and press; what Kopdar sends is checked as Slack checks it. What no
client should ever send is a violation, and fails the test that has one.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from tests.platforms.slack_server_app import SHIPPED, InstalledApp
from tests.platforms.slack_server_blocks import elements_in
from tests.platforms.slack_server_socket import ATTEMPTS, Acknowledged, Sockets
from tests.platforms.slack_server_views import Window, state_of
from tests.platforms.slack_server_wire import APP_TOKEN, Call, Fault, Wire
from tests.platforms.slack_server_workspace import BOT_USER, TEAM, Workspace
from tests.platforms.slack_server_world import (
    Channel,
    Message,
    Person,
    ResponseUrl,
    View,
)

Deliver = Callable[[str, dict[str, Any]], Awaitable[str]]


class SlackServer:
    """An event that is not acknowledged within the seconds is sent again, so many times in all;
    `witness` is told of every message that the server accepts, at once."""

    def __init__(
        self,
        ack_within: float = 3,
        attempts: int = ATTEMPTS,
        witness: Callable[[Message], None] = lambda message: None,
        app: Mapping[str, Any] = SHIPPED,
    ) -> None:
        self.app = InstalledApp(app)
        self.app_token, self.bot_user = APP_TOKEN, BOT_USER
        self.violations: list[str] = []
        self.sockets = Sockets(ack_within, self.violations, attempts)
        self._views: asyncio.Queue[View] = asyncio.Queue()
        self.workspace = Workspace(
            self._show, self.violations.append, self._views.put_nowait, self.app
        )
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

    @property
    def bot_token(self) -> str:
        return self._wire.bot_token

    # The workspace.

    def person(
        self, name: str, locale: str = "en-US", team: str = TEAM, *, is_guest: bool = False
    ) -> Person:
        """A member, a guest, or somebody of another workspace in a channel that both share."""
        direct = self._add(Channel(self.workspace.new_id("D"), "directmessage", True, True))
        person = Person(self.workspace.new_id("U"), name, locale, direct, team, is_guest=is_guest)
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

    def refuses_bot_token(self, word: str) -> None:
        """From now on no call by it is taken; empty: they are again."""
        self._wire.refusal = word

    def installs_again(self) -> None:
        """The app has another bot token from now on."""
        self._wire.bot_token += "-again"
        self._wire.refusal = ""

    # What people do.

    async def types_command(
        self, person: Person, command: str, text: str = "", *, channel: Channel
    ) -> str:
        """A slash command; gives the envelope's id, like everything that people do."""
        assert command in self.app.commands, f"Slack knows no {command}"
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
        self,
        person: Person,
        text: str,
        *,
        channel: Channel,
        thread: str | None = None,
        hours_ago: float = 0,
    ) -> str:
        assert channel.bot_is_member, "Slack tells nobody of a mention where the bot is not"
        words = f"<@{BOT_USER}> {escape(text)}"
        return await self.sends_event(
            self.said(person, words, channel, thread, hours_ago) | {"type": "app_mention"}
        )

    async def direct_message(
        self, person: Person, text: str, thread: str | None = None, hours_ago: float = 0
    ) -> str:
        event = self.said(person, escape(text), person.direct, thread, hours_ago)
        return await self.sends_event(event | {"channel_type": "im"})

    def said(
        self,
        person: Person,
        text: str,
        channel: Channel,
        thread: str | None = None,
        hours_ago: float = 0,
    ) -> dict[str, Any]:
        """The event of a message, which is kept so that it can be a thread's first. What was said a
        while ago is told only now: apps may have events kept for them for a day."""
        stamp = self.workspace.new_stamp(hours_ago)
        message = Message(channel, stamp, text, [], thread, user=person)
        self.workspace.messages[channel.id, stamp] = message
        event = {
            "type": "message",
            "user": person.id,
            "text": text,
            "ts": stamp,
            "event_ts": stamp,
            "channel": channel.id,
            "team": person.team,
        }
        if channel.is_shared:
            event |= {"user_team": person.team, "source_team": person.team}
        return event | ({"thread_ts": thread} if thread else {})

    async def sends_event(self, event: dict[str, Any], event_id: str | None = None) -> str:
        channel = self.workspace.channels.get(event.get("channel", ""))
        return await self.deliver(
            "events_api",
            {
                "token": "verification",
                "team_id": TEAM,
                "api_app_id": "A0KOPDAR01",
                "event": event,
                "type": "event_callback",
                "event_id": event_id or f"Ev{next(self._number):09d}",
                "event_time": int(float(event.get("event_ts") or time.time())),
                "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
                "is_ext_shared_channel": channel is not None and channel.is_shared,
            },
        )

    async def presses(
        self, person: Person, message: Message, label: str, hours_ago: float = 0
    ) -> str:
        action_id, value = next(
            (action, value) for shown, action, value in message.buttons if shown == label
        )
        kind = menu_of(message.blocks, action_id)
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
                "user": {"id": person.id, "username": person.name.lower(), "team_id": person.team},
                "channel": {"id": message.channel.id, "name": message.channel.name},
                "container": container | ({"thread_ts": message.thread} if message.thread else {}),
                "trigger_id": self._trigger(person),
                "response_url": self._response_url(original),
                "actions": [pressed(kind, label, action_id, value, hours_ago)],
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

    async def presses_in_view(self, person: Person, view: View, label: str) -> str:
        action_id, value = next(
            (action, value) for shown, action, value in view.buttons if shown == label
        )
        return await self.deliver(
            "interactive",
            self._interaction("block_actions", person)
            | {
                "container": {"type": "view", "view_id": "V1"},
                "view": {"id": "V1", "state": {"values": {}}, **view.body},
                "actions": [pressed("button", label, action_id, value)],
            },
        )

    async def opens_home(self, person: Person, tab: str = "home") -> str:
        assert self.app.hears("app_home_opened")
        return await self.sends_event(
            {
                "type": "app_home_opened",
                "user": person.id,
                "channel": person.direct.id,
                "tab": tab,
                "event_ts": self.workspace.new_stamp(),
            }
        )

    async def points_at(self, person: Person, message: Message, shortcut: str) -> str:
        """A shortcut out of a message's menu."""
        chosen = self.app.shortcut(shortcut)
        assert chosen["type"] == "message"
        at = ResponseUrl(message.channel, person, self._now)
        body = {"type": "message", "text": message.text, "ts": message.ts}
        return await self.deliver(
            "interactive",
            self._interaction("message_action", person)
            | {
                "callback_id": chosen["callback_id"],
                "channel": {"id": message.channel.id, "name": message.channel.name},
                "message_ts": message.ts,
                "message": body | ({"thread_ts": message.thread} if message.thread else {}),
                "response_url": self._response_url(at),
            },
        )

    async def uses_shortcut(self, person: Person, shortcut: str) -> str:
        """A shortcut from anywhere: no channel, no response URL."""
        chosen = self.app.shortcut(shortcut)
        assert chosen["type"] == "global"
        return await self.deliver(
            "interactive",
            self._interaction("shortcut", person) | {"callback_id": chosen["callback_id"]},
        )

    async def opens_assistant(self, person: Person) -> str:
        """A new chat in the pane for assistants; gives the thread."""
        assert self.app.hears("assistant_thread_started")
        stamp = self.workspace.new_stamp()
        self.workspace.messages[person.direct.id, stamp] = Message(person.direct, stamp, "", [])
        self.workspace.threads_started.add((person.direct.id, stamp))
        await self.sends_event(
            {
                "type": "assistant_thread_started",
                "assistant_thread": {
                    "user_id": person.id,
                    "channel_id": person.direct.id,
                    "thread_ts": stamp,
                    "context": {},
                },
                "event_ts": stamp,
            }
        )
        return stamp

    def _interaction(self, kind: str, person: Person) -> dict[str, Any]:
        return {
            "type": kind,
            "token": "verification",
            "api_app_id": "A0KOPDAR01",
            "team": {"id": TEAM, "domain": "kemlu"},
            "user": {"id": person.id, "username": person.name.lower(), "team_id": person.team},
            "trigger_id": self._trigger(person),
            "action_ts": f"{time.time():.6f}",
        }

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

    async def next_view(self, within: float = 10) -> View:
        """The next accepted Home."""
        async with asyncio.timeout(within):
            return await self._views.get()

    @property
    def untaken_views(self) -> int:
        return self._views.qsize()

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


def menu_of(blocks: Sequence[dict[str, Any]], action_id: str) -> str:
    return next(str(e["type"]) for e in elements_in(blocks) if e["action_id"] == action_id)


def pressed(
    kind: str, label: str, action_id: str, value: str, hours_ago: float = 0
) -> dict[str, Any]:
    """A press of a button, or the choice of a line in a menu."""
    shown = {"text": {"type": "plain_text", "text": label}, "value": value}
    return {
        "type": kind,
        "action_id": action_id,
        "block_id": "b1",
        "action_ts": f"{time.time() - hours_ago * 3600:.6f}",
        **(shown if kind == "button" else {"selected_option": shown}),
    }


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
