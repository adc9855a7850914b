"""Telegram, as the rest of the house sees it."""

import asyncio
import logging
import ssl
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from messages.chart import Chart, Picture
from messages.clock import Clock
from messages.delivery import Piece, Said, SendOutcome
from messages.form import Form
from messages.introduction import Audience
from messages.language import spoken
from messages.pacing import Limits
from messages.reply import Reply
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Membership,
    PlatformName,
    Request,
    Sender,
)
from messages.suggestion import Suggest
from messages.wording import Wording
from platforms.contract import Accept, Endpoint
from platforms.telegram.account import TELEGRAM
from platforms.telegram.api import BotApi
from platforms.telegram.failure import CallFailed
from platforms.telegram.inbound import (
    CALLBACK,
    Incoming,
    InlineAsked,
    LostPress,
    Passing,
)
from platforms.telegram.inline import InlineAnswers
from platforms.telegram.limits import limits
from platforms.telegram.permission import what_it_may
from platforms.telegram.persistence import who_answers
from platforms.telegram.picture import picture_of
from platforms.telegram.poller import Poller
from platforms.telegram.profile import Profile, keep_menus, keep_profile
from platforms.telegram.render import render
from platforms.telegram.repeat import lost, repeated
from platforms.telegram.sender import MessageSender, addressed
from platforms.telegram.webhook import Webhook, WebhookAddress

log = logging.getLogger(__name__)

# Polling has its own pool, so that no rush of answers can keep it waiting, and one connection to
# spare, so that a torn poll does not hold the only one.
POLLING_CONNECTIONS = 2
# With more in flight httpcore spends its time on its own queue: 50 at once were measured to be
# three times slower than 8.
SENDING_CONNECTIONS = 32
LAST_CALLS = timedelta(seconds=5)


class TelegramPlatform:
    """One bot. `api_url` is the root of a Bot API server; `proxy` and `certificates` are for
    every connection to it, where a ministry has its own. With a `webhook` Telegram calls there,
    without one it is asked. `profile` is how Kopdar introduces itself there."""

    def __init__(
        self,
        token: str,
        api_url: str,
        clock: Clock,
        known_commands: frozenset[str],
        proxy: str | None = None,
        certificates: ssl.SSLContext | None = None,
        webhook: WebhookAddress | None = None,
        profile: Profile | None = None,
    ) -> None:
        trusted = certificates or httpx.create_ssl_context()
        self._polling = BotApi(token, api_url, POLLING_CONNECTIONS, proxy, trusted)
        self._sending = BotApi(token, api_url, SENDING_CONNECTIONS, proxy, trusted)
        self._webhook = Webhook(self._polling, clock, known_commands, webhook) if webhook else None
        self._receiver = self._webhook or Poller(self._polling, clock, known_commands)
        self._sender = MessageSender(self._sending)
        self._clock = clock
        self._profile = profile or Profile()
        self._inline = InlineAnswers(self._sending, self._profile)
        self._aside: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> PlatformName:
        return TELEGRAM

    @property
    def heard_at(self) -> float | None:
        return self._receiver.heard_at

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return (self._webhook.endpoint,) if self._webhook else ()

    async def who_am_i(self) -> str:
        """The bot's @name, asked of the server; raises `CallFailed` in words free of secrets."""
        return f"@{who_answers(await self._sending.call('getMe', {})).username}"

    async def what_it_may(self) -> dict[str, str]:
        """What BotFather was told about groups and inline mode, and how to change that, for the
        operator; raises `CallFailed`."""
        return what_it_may(await self._sending.call("getMe", {}))

    async def listen(self, accept: Accept, suggest: Suggest | None = None) -> None:
        async def take(batch: Sequence[Incoming]) -> None:
            for incoming in batch:
                if isinstance(incoming, Passing):
                    self._see_to(incoming, suggest)
            lasting = [each for each in batch if not isinstance(each, Passing)]
            if lasting:
                await accept(lasting)
            for inbound in lasting:
                if isinstance(inbound, Request) and CALLBACK in inbound.answer_at:
                    self._call_aside(
                        "answerCallbackQuery", {"callback_query_id": inbound.answer_at[CALLBACK]}
                    )

        keeping = asyncio.create_task(keep_profile(self._sending, self._clock, self._profile))
        try:
            await self._receiver.run(take)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def show_menus(
        self, chats: Mapping[ChatId, Audience], no_longer: Collection[ChatId]
    ) -> Collection[ChatId]:
        return await keep_menus(self._sending, self._clock, self._profile, chats, no_longer)

    def show_working(self, request: Request) -> None:
        """A picture is on its way: Telegram shows that for five seconds, or until it is there."""
        self._call_aside(
            "sendChatAction", addressed(request.chat, {"action": "upload_photo"}, is_new=True)
        )

    def picture_of(self, request: Request, reply: Reply, wording: Wording) -> Chart | None:
        return picture_of(reply, wording)

    def render(
        self,
        request: Request,
        reply: Reply,
        wording: Wording,
        picture: Picture | None,
        earlier: Sequence[Said] = (),
    ) -> tuple[Piece, ...]:
        return render(request, reply, wording, picture, earlier)

    async def show(
        self, request: Request, reply: Reply, wording: Wording, picture: Picture | None
    ) -> bool:
        return False

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        return await self._sender.send(chat, piece, png)

    async def open_form(
        self, request: Request, form: Form, opening: Reply, wording: Wording
    ) -> bool:
        return False

    def hears_answers(self, request: Request) -> bool:
        return True

    def limits(self, chat: Chat, piece: Piece) -> Limits:
        return limits(chat, piece)

    async def find(self, chat: Chat, piece: Piece, since: datetime) -> SendOutcome:
        return lost(piece)

    def repeated(self, piece: Piece, line: str) -> tuple[Piece, ...]:
        return repeated(piece, line)

    def chat_with(self, account: AccountId) -> Chat:
        """The private chat has the number of the person."""
        return Chat(TELEGRAM, ChatId(account))

    async def language_of(self, sender: Sender) -> str | None:
        """None: where Telegram knows a language at all, the event carried it."""
        return None

    async def membership_of(self, sender: Sender) -> Membership:
        """There are no workspaces: a number is one account's, and means nobody else."""
        return Membership.MEMBER

    def is_read_by_others(self, request: Request) -> bool:
        """In a group Telegram shows nothing to one alone."""
        return False

    async def close(self) -> None:
        await self._inline.finish()
        await self._sender.finish(LAST_CALLS)
        aside = tuple(self._aside)
        for call in aside:
            call.cancel()
        await asyncio.gather(*aside, return_exceptions=True)
        await self._polling.close()
        await self._sending.close()

    def _see_to(self, passing: Passing, suggest: Suggest | None) -> None:
        match passing:
            case InlineAsked() if suggest is not None:
                self._inline.take(passing, suggest)
            case LostPress(callback, language):
                words = self._profile.speaking(spoken(language))
                said = {"text": words.lost_button, "show_alert": True} if words else {}
                self._call_aside("answerCallbackQuery", {"callback_query_id": callback, **said})

    def _call_aside(self, method: str, parameters: dict[str, Any]) -> None:
        """Beside the polling and the letters: nobody waits for this to succeed."""
        task = asyncio.create_task(self._call(method, parameters))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _call(self, method: str, parameters: dict[str, Any]) -> None:
        try:
            await self._sending.call(method, parameters)
        except CallFailed as failure:
            log.info("Telegram %s came to nothing: %s", method, failure)
