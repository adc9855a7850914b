"""What the Web API does in the Slack server's workspace: posts, edits, files, response URLs."""

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Any

from tests.platforms.slack_server_app import InstalledApp
from tests.platforms.slack_server_blocks import Malformed, check_blocks, mentions
from tests.platforms.slack_server_methods import Wrong
from tests.platforms.slack_server_views import Triggers, Window, check_home, check_view
from tests.platforms.slack_server_world import (
    Channel,
    File,
    Message,
    Person,
    ResponseUrl,
    View,
    as_read,
)

TEAM = "T0KOPDAR01"
BOT_USER = "U0KOPDAR01"
ANSWERS = 5
ANSWERS_WITHIN = 30 * 60
TEXT = 4_000


class Workspace:
    """`show` is told every accepted message; `complain` what no client should ever send."""

    def __init__(
        self,
        show: Callable[[Message], None],
        complain: Callable[[str], None],
        look: Callable[[View], None],
        app: InstalledApp,
    ) -> None:
        self.app = app
        self._show = show
        self._look = look
        self._complain = complain
        self._number = itertools.count(1)
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.threads_started: set[tuple[str, str]] = set()
        self.prompts_set: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.statuses: list[tuple[str, str, str]] = []
        self.looks_until_ready = 1
        self.takes_images = True
        self.reads_channels = False
        self.measures_images = True
        self.seconds = 0.0
        self.triggers = Triggers()
        self.windows: asyncio.Queue[Window] = asyncio.Queue()

    def perform(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The answer to a call whose arguments are in order; raises `Wrong`."""
        acts: dict[str, Callable[..., dict[str, Any]]] = {
            "assistant.threads.setStatus": self.set_status,
            "assistant.threads.setSuggestedPrompts": self.set_prompts,
            "auth.test": self.who_is_asking,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.postMessage": self.post_message,
            "chat.update": self.update_message,
            "conversations.history": self.history,
            "conversations.open": self.open_conversation,
            "conversations.replies": self.replies,
            "files.completeUploadExternal": self.complete_upload,
            "files.getUploadURLExternal": self.begin_upload,
            "files.info": self.file_info,
            "users.info": self.user_info,
            "views.open": self.open_view,
            "views.publish": self.publish_view,
        }
        return acts[method](**arguments)

    def new_id(self, prefix: str) -> str:
        return f"{prefix}0{next(self._number):09d}"

    def new_stamp(self, hours_ago: float = 0) -> str:
        """Of now, and no two alike: what is sent together has other digits at the end."""
        number = next(self._number)
        return f"{int(time.time() - hours_ago * 3600)}.{number:06d}"

    def who_is_asking(self) -> dict[str, Any]:
        return {"team": "Kemlu", "user": "kopdar", "team_id": TEAM, "user_id": BOT_USER}

    def user_info(self, user: str, include_locale: bool = False) -> dict[str, Any]:
        if user not in self.people:
            raise Wrong("user_not_found")
        person = self.people[user]
        shown = {
            "id": user,
            "team_id": person.team,
            "name": person.name.lower(),
            "deleted": not person.is_active,
            "is_restricted": person.is_guest,
            "is_ultra_restricted": False,
        }
        return {"user": shown | ({"locale": person.locale} if include_locale else {})}

    def open_view(self, view: dict[str, Any], trigger_id: str) -> dict[str, Any]:
        person = self.triggers.use(trigger_id, self.seconds)
        try:
            check_view(view)
        except Malformed as malformed:
            raise Wrong("invalid_arguments", is_our_fault=True, words=str(malformed)) from None
        window = Window(self.new_id("V"), person, view)
        self.windows.put_nowait(window)
        return {"view": view | {"id": window.id}}

    def open_conversation(self, users: str = "", **_: Any) -> dict[str, Any]:
        person = self.people.get(users)
        if person is None:
            raise Wrong("user_not_found")
        if not person.is_active:
            raise Wrong("user_disabled")
        return {"channel": {"id": person.direct.id}, "already_open": True}

    def history(
        self,
        channel: str,
        limit: int = 100,
        cursor: str = "0",
        include_all_metadata: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        """The newest first, without the replies of threads."""
        place = self.readable(channel)
        said = [
            message
            for message in self.messages.values()
            if message.channel is place and not message.ephemeral and message.thread is None
        ]
        newest_first = sorted(said, key=lambda message: message.ts, reverse=True)
        return page_of(newest_first, int(cursor), limit, include_all_metadata)

    def replies(
        self,
        channel: str,
        ts: str,
        limit: int = 1000,
        cursor: str = "0",
        include_all_metadata: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        """The thread's first message and its replies, the oldest first."""
        place = self.readable(channel)
        if (place.id, ts) not in self.messages:
            raise Wrong("thread_not_found")
        said = [
            message
            for message in self.messages.values()
            if message.channel is place
            and not message.ephemeral
            and ts in (message.ts, message.thread)
        ]
        oldest_first = sorted(said, key=lambda message: message.ts)
        return page_of(oldest_first, int(cursor), limit, include_all_metadata)

    def readable(self, channel: str) -> Channel:
        """The channel, where the bot may read what was said."""
        place = self.channels.get(channel)
        if place is None or not place.bot_is_member:
            raise Wrong("channel_not_found")
        if not place.is_direct and not self.reads_channels:
            raise Wrong("missing_scope")
        return place

    def publish_view(self, user_id: str, view: dict[str, Any], **_: Any) -> dict[str, Any]:
        person = self.people.get(user_id)
        if person is None:
            raise Wrong("invalid_arguments", is_our_fault=True, words=f"no such user: {user_id}")
        if not self.app.made_from["features"]["app_home"]["home_tab_enabled"]:
            raise Wrong("not_enabled")
        if mentions(view.get("blocks", [])):
            self._complain("views.publish: could mention somebody")
        try:
            check_home(view, self.can_show_file)
        except Malformed as malformed:
            # A picture that is gone is no fault of the view.
            is_ours = "file" not in str(malformed)
            raise Wrong("invalid_arguments", is_our_fault=is_ours, words=str(malformed)) from None
        self._look(View(person, view, self.image_in(view["blocks"])))
        return {"view": {"id": self.new_id("V"), "hash": "1.a", **view}}

    def set_prompts(
        self, channel_id: str, prompts: list[dict[str, str]], thread_ts: str = "", title: str = ""
    ) -> dict[str, Any]:
        if not self.app.is_assistant:
            raise Wrong("not_agent_app")
        if (channel_id, thread_ts) not in self.threads_started:
            raise Wrong("invalid_thread_ts", is_our_fault=True)
        if not 1 <= len(prompts) <= 4 or any(set(p) != {"title", "message"} for p in prompts):
            raise Wrong("invalid_arguments", is_our_fault=True, words="prompts")
        if any("<" in text for p in prompts for text in (*p.values(), title)):
            self._complain(f"prompts that could mention somebody: {prompts}")
        self.prompts_set.put_nowait({"prompts": prompts, "title": title})
        return {}

    def set_status(self, channel_id: str, thread_ts: str, status: str, **_: Any) -> dict[str, Any]:
        if (channel_id, thread_ts) not in self.threads_started:
            raise Wrong("invalid_thread_ts", is_our_fault=True)
        self.statuses.append((channel_id, thread_ts, status))
        return {}

    def post_message(self, channel: str, **given: Any) -> dict[str, Any]:
        place = self.reachable(channel)
        thread = given.get("thread_ts")
        if thread is not None and (place.id, thread) not in self.messages:
            raise Wrong("invalid_thread_ts", is_our_fault=True)
        if given.get("unfurl_links") is not False or given.get("unfurl_media") is not False:
            self._complain("chat.postMessage: unfurling is not off")
        message = self.checked(place, self.new_stamp(), given, self.can_show_file, thread=thread)
        self.keep(message)
        return {"channel": place.id, "ts": message.ts}

    def post_ephemeral(self, channel: str, user: str, **given: Any) -> dict[str, Any]:
        place = self.reachable(channel)
        person = self.people.get(user)
        if person not in place.members:
            raise Wrong("user_not_in_channel")
        if given.get("parse") != "none":
            self._complain("chat.postEphemeral: parse is not none, so names become mentions")
        message = self.checked(
            place,
            self.new_stamp(),
            given,
            lambda file: False,
            thread=given.get("thread_ts"),
            ephemeral=True,
            user=person,
        )
        self.keep(message)
        return {"message_ts": message.ts}

    def update_message(self, channel: str, ts: str, **given: Any) -> dict[str, Any]:
        place = self.reachable(channel)
        old = self.messages.get((place.id, ts))
        if old is None:
            raise Wrong("message_not_found")
        if old.user is not None:
            raise Wrong("cant_update_message")
        if given.get("parse") != "none":
            self._complain("chat.update: parse is not none, so names become mentions")
        if "blocks" not in given:
            given["blocks"] = old.blocks
        message = self.checked(place, ts, given, self.can_show_file, thread=old.thread, edited=True)
        self.keep(message)
        return {"channel": place.id, "ts": ts}

    def begin_upload(
        self, filename: str, length: int, alt_txt: str = "", **_: Any
    ) -> dict[str, Any]:
        if len(alt_txt) > 1_000:
            raise Wrong("alt_txt_too_large", is_our_fault=True)
        file = File(self.new_id("F"), length, alt_txt, self.looks_until_ready)
        self.files[file.id] = file
        return {"file_id": file.id}

    def receive_file(self, file_id: str, content: bytes) -> None:
        file = self.files[file_id]
        if len(content) != file.length:
            self._complain(f"upload: {len(content)} bytes, {file.length} announced")
        file.content = content

    def complete_upload(
        self, files: list[dict[str, str]], channel_id: str = "", thread_ts: str = "", **_: Any
    ) -> dict[str, Any]:
        place = self.reachable(channel_id) if channel_id else None
        for given in files:
            file = self.files.get(given["id"])
            if file is None or file.content is None or file.is_complete:
                raise Wrong("file_not_found", is_our_fault=True)
            file.is_complete = True
            if place:
                text = given.get("title", "")
                stamp = self.new_stamp()
                self.keep(Message(place, stamp, text, [], thread_ts or None, image=file.content))
        return {"files": [{"id": given["id"], "title": given.get("title")} for given in files]}

    def file_info(self, file: str, **_: Any) -> dict[str, Any]:
        known = self.files.get(file)
        if known is None or not known.is_complete:
            raise Wrong("file_not_found")
        known.looks_left -= 1
        ready: dict[str, Any] = {"mimetype": "image/png", "filetype": "png"}
        if self.measures_images:
            ready |= {"original_w": 800, "original_h": 400}
        return {"file": {"id": file} | (ready if known.is_ready else {"mimetype": ""})}

    def respond(self, secret: str, given: dict[str, Any]) -> None:
        """An answer to a command or a press; ephemeral, without files, five times at most."""
        at = self.response_urls.get(secret)
        if at is None or self.seconds - at.made_at > ANSWERS_WITHIN:
            raise Wrong("expired_url")
        if at.uses >= ANSWERS:
            raise Wrong("used_url")
        replaces = given.get("replace_original", False)
        if replaces and at.original is None:
            raise Wrong("invalid_arguments", is_our_fault=True, words="nothing to replace")
        is_ephemeral = given.get("response_type", "ephemeral") == "ephemeral"
        stamp = at.original.ts if replaces and at.original else self.new_stamp()
        message = self.checked(
            at.channel,
            stamp,
            given,
            lambda file: False,
            ephemeral=is_ephemeral,
            edited=replaces,
            user=at.user,
        )
        at.uses += 1
        self.keep(message)

    def reachable(self, channel: str) -> Channel:
        """The channel, where the bot may write."""
        place = self.channels.get(channel)
        if place is None or (not place.bot_is_member and (place.is_private or place.is_direct)):
            raise Wrong("channel_not_found")
        if place.is_archived:
            raise Wrong("is_archived")
        if not place.bot_is_member:
            raise Wrong("not_in_channel")
        return place

    def can_show_file(self, file: str) -> bool:
        return self.takes_images and file in self.files and self.files[file].is_ready

    def checked(
        self,
        place: Channel,
        stamp: str,
        given: dict[str, Any],
        can_show_file: Callable[[str], bool],
        **facts: Any,
    ) -> Message:
        text, blocks = given.get("text", ""), given.get("blocks", [])
        if not text and not blocks:
            raise Wrong("no_text", is_our_fault=True)
        if not text:
            self._complain("a message without text for screen readers")
        if len(text) > TEXT:
            self._complain(f"a text of {len(text)} letters")
        if mentions({"text": text}) or mentions(blocks):
            self._complain(f"could mention somebody: {mentions([{'text': text}, blocks])[:2]}")
        if given.get("link_names") or given.get("parse") == "full":
            self._complain("names become mentions")
        try:
            check_blocks(blocks, can_show_file)
        except Malformed as malformed:
            raise Wrong(malformed.error, words=str(malformed)) from None
        return Message(
            place,
            stamp,
            as_read(text),
            blocks,
            image=self.image_in(blocks),
            metadata=given.get("metadata"),
            **facts,
        )

    def image_in(self, blocks: list[dict[str, Any]]) -> bytes | None:
        ids = [block["slack_file"]["id"] for block in blocks if block["type"] == "image"]
        return self.files[ids[0]].content if ids and ids[0] in self.files else None

    def keep(self, message: Message) -> None:
        self.messages[message.channel.id, message.ts] = message
        self._show(message)


def page_of(messages: list[Message], begin: int, limit: int, with_metadata: bool) -> dict[str, Any]:
    shown = [as_json(each, with_metadata) for each in messages[begin : begin + limit]]
    has_more = begin + limit < len(messages)
    cursor = str(begin + limit) if has_more else ""
    answer = {"messages": shown, "has_more": has_more}
    return {**answer, "response_metadata": {"next_cursor": cursor}}


def as_json(message: Message, with_metadata: bool) -> dict[str, Any]:
    """As history tells it: the payload of metadata only to who asks for all of it."""
    shown: dict[str, Any] = {"type": "message", "ts": message.ts, "text": message.text}
    if message.thread:
        shown["thread_ts"] = message.thread
    if message.metadata:
        shown["metadata"] = {"event_type": message.metadata["event_type"]}
        if with_metadata:
            shown["metadata"] = message.metadata
    return shown
