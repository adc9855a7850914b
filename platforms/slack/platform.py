"""Slack as a platform: the contract, and nothing else."""

import ssl
from collections.abc import Sequence
from datetime import datetime

from messages.chart import Chart, Picture
from messages.clock import Clock
from messages.delivery import Piece, Said, SendOutcome
from messages.form import Form
from messages.pacing import Limits
from messages.reply import Reply
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Membership,
    PlatformName,
    Request,
    RequestKey,
    Sender,
)
from messages.suggestion import Suggest
from messages.wording import Wording
from platforms.contract import Accept, Endpoint
from platforms.slack.account import Accounts
from platforms.slack.api import SlackApi
from platforms.slack.commands import Commands
from platforms.slack.inbound import SLACK, hears_answers, is_read_by_others
from platforms.slack.limits import limits
from platforms.slack.listener import Listener
from platforms.slack.occasion import home_request
from platforms.slack.picture import Pictures
from platforms.slack.render import render, wants_picture
from platforms.slack.repeat import repeated
from platforms.slack.sender import MessageSender
from platforms.slack.showing import Showing
from platforms.slack.webhook import Webhook
from platforms.slack.window import open_window


class SlackPlatform:
    """One app in one workspace. `api_url` is the root of the Web API and ends in `/api/`.

    With an app token Kopdar connects to Slack (Socket Mode); without one Slack calls Kopdar, and
    signs with the `signing_secret`.
    """

    def __init__(
        self,
        bot_token: str,
        app_token: str | None,
        api_url: str,
        clock: Clock,
        proxy: str | None = None,
        certificates: ssl.SSLContext | None = None,
        signing_secret: str | None = None,
        commands: Commands | None = None,
    ) -> None:
        self._api = SlackApi(bot_token, app_token, api_url, proxy, certificates)
        self._webhook: Webhook | None = None
        if app_token is None and signing_secret is not None:
            self._webhook = Webhook(self._api, clock, signing_secret)
        self._receiver = self._webhook or Listener(self._api, clock)
        self._commands = commands or Commands((), ())
        self._sender = MessageSender(self._api, clock)
        self._accounts = Accounts(self._api, clock)
        self._showing = Showing(self._api, Pictures(self._api, clock))

    @property
    def name(self) -> PlatformName:
        return SLACK

    @property
    def heard_at(self) -> float | None:
        return self._receiver.heard_at

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return (self._webhook.endpoint,) if self._webhook else ()

    async def listen(self, accept: Accept, suggest: Suggest | None = None) -> None:
        await self._receiver.run(accept)

    def show_working(self, request: Request) -> None:
        """Slack has such a sign in chats with suggestions only."""
        self._showing.show_working(request)

    def wants_picture(self, request: Request) -> bool:
        return wants_picture(request)

    def picture_of(self, request: Request, reply: Reply, wording: Wording) -> Chart | None:
        if reply.is_personal and is_read_by_others(request):
            return None
        return reply.chart if self.wants_picture(request) else None

    def render(
        self,
        request: Request,
        reply: Reply,
        wording: Wording,
        picture: Picture | None,
        earlier: Sequence[Said] = (),
    ) -> tuple[Piece, ...]:
        return render(request, reply, self._commands.wording(wording, request), picture)

    async def show(
        self, request: Request, reply: Reply, wording: Wording, picture: Picture | None
    ) -> bool:
        spelled = self._commands.wording(wording, request)
        return await self._showing.show(request, reply, spelled, picture)

    def page_request(self, of: Sender, key: RequestKey, received_at: datetime) -> Request:
        return home_request(of, key, received_at)

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        return await self._sender.send(chat, piece, png)

    async def open_form(
        self, request: Request, form: Form, opening: Reply, wording: Wording
    ) -> bool:
        spelled = self._commands.wording(wording, request)
        return await open_window(self._api, request, form, opening, spelled)

    def hears_answers(self, request: Request) -> bool:
        return hears_answers(request)

    def limits(self, chat: Chat, piece: Piece) -> Limits:
        return limits(chat, piece)

    async def find(self, chat: Chat, piece: Piece, since: datetime) -> SendOutcome:
        return await self._sender.find(chat, piece, since)

    def repeated(self, piece: Piece, line: str) -> tuple[Piece, ...]:
        return repeated(piece, line)

    def chat_with(self, account: AccountId) -> Chat:
        """Named by the person: the direct chat is opened when there is something to say."""
        return Chat(SLACK, ChatId(account.partition("/")[2]))

    async def language_of(self, sender: Sender) -> str | None:
        return await self._accounts.language_of(sender)

    async def membership_of(self, sender: Sender) -> Membership:
        return await self._accounts.membership_of(sender)

    def is_read_by_others(self, request: Request) -> bool:
        return is_read_by_others(request)

    async def who_am_i(self) -> str:
        """Such as `@kopdar in Kemlu`; raises `CallFailed`, whose words are fit to be shown."""
        answer = await self._api.submit("auth.test")
        return f"@{answer['user']} in {answer['team']}"

    async def can_listen(self) -> None:
        """Whether the app token opens Socket Mode; raises `CallFailed` where it does not. Over
        HTTP there is nothing to try: it is Slack that calls."""
        if self._webhook is None:
            await self._api.socket_address()

    async def close(self) -> None:
        await self._showing.close()
        await self._api.close()
