"""Shows at once what is no message, and forgets it: nothing of it is sent again.

Home appears with its words; its picture follows when Slack has made a file of it.
"""

import asyncio
import itertools
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from typing import Any

from messages.chart import Picture
from messages.delivery import Refused
from messages.reply import Reply
from messages.request import Request
from messages.wording import Wording
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed
from platforms.slack.inbound import HOME, OPEN, PROMPTS
from platforms.slack.picture import Pictures
from platforms.slack.view import WORKING, home_view, prompts, window_view

log = logging.getLogger(__name__)

# Of people whose Home is being made, and of threads with suggestions: more than look at once.
MOST_REMEMBERED = 1_000


class Showing:
    def __init__(self, api: SlackApi, pictures: Pictures) -> None:
        self._api = api
        self._pictures = pictures
        self._number = itertools.count()
        # The number of the newest page of each person: an older one does not go over it.
        self._newest: OrderedDict[str, int] = OrderedDict()
        # What is said in a thread with suggestions while an answer is made, in its language.
        self._working: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._beside: set[asyncio.Task[None]] = set()

    async def show(
        self, request: Request, reply: Reply, wording: Wording, picture: Picture | None
    ) -> bool:
        at = request.answer_at
        try:
            if HOME in at:
                await self._publish(at[HOME], reply, wording, picture)
                return True
            if OPEN in at and reply.is_problem:
                await self._open(at[OPEN], window_view(request.command, reply, wording))
                return True
            if PROMPTS in at:
                await self._suggest(request, reply, wording)
                return True
        except CallFailed as failure:
            log.info("Slack did not show the page: %s", failure)
        # The next look makes Home anew; in place of the others a message says the same.
        return HOME in at

    def show_working(self, request: Request) -> None:
        thread = (request.chat.id, request.chat.thread or "")
        if thread in self._working:
            self._begin(self._say_working(*thread))

    async def close(self) -> None:
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def _publish(
        self, user: str, reply: Reply, wording: Wording, picture: Picture | None
    ) -> None:
        number = next(self._number)
        remember(self._newest, user, number)
        file = self._pictures.known(picture.png) if picture else None
        if picture and file and await self._is_published(user, reply, wording, picture, file):
            return
        view = home_view(reply, wording, None, None)
        await self._api.call("views.publish", user_id=user, view=view)
        if picture:
            self._begin(self._add_picture(user, number, reply, wording, picture))

    async def _add_picture(
        self, user: str, number: int, reply: Reply, wording: Wording, picture: Picture
    ) -> None:
        try:
            file = await self._pictures.file_for(picture.png, picture.alternative)
            if file and self._newest.get(user) == number:
                await self._is_published(user, reply, wording, picture, file)
        except CallFailed as failure:
            log.info("Home stays without its picture: %s", failure)

    async def _is_published(
        self, user: str, reply: Reply, wording: Wording, picture: Picture, file: str
    ) -> bool:
        """With its picture, unless Slack does not take that: somebody may have deleted the file."""
        view = home_view(reply, wording, picture, file)
        try:
            await self._api.call("views.publish", user_id=user, view=view)
        except CallFailed as failure:
            if not isinstance(failure.outcome, Refused):
                raise
            log.info("Slack takes no picture at Home: %s", failure)
            self._pictures.forget(picture.png)
            return False
        return True

    async def _open(self, trigger: str, view: dict[str, Any]) -> None:
        await self._api.call("views.open", trigger_id=trigger, view=view)

    async def _suggest(self, request: Request, reply: Reply, wording: Wording) -> None:
        channel, thread = request.chat.id, request.chat.thread or ""
        await self._api.call(
            "assistant.threads.setSuggestedPrompts",
            channel_id=channel,
            thread_ts=thread,
            **prompts(reply, wording),
        )
        remember(self._working, (channel, thread), wording.say(WORKING))

    async def _say_working(self, channel: str, thread: str) -> None:
        try:
            await self._api.call(
                "assistant.threads.setStatus",
                channel_id=channel,
                thread_ts=thread,
                status=self._working[channel, thread],
            )
        except CallFailed as failure:
            log.info("Slack shows no sign of working: %s", failure)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)


def remember(known: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    known[key] = value
    known.move_to_end(key)
    while len(known) > MOST_REMEMBERED:
        known.popitem(last=False)
