"""What a platform must do, whatever it is called."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from messages.chart import Chart, Picture
from messages.delivery import Piece, Said, SendOutcome
from messages.form import Form
from messages.introduction import Audience
from messages.pacing import Limits
from messages.reply import Reply
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Inbound,
    Membership,
    PlatformName,
    Request,
    RequestKey,
    Sender,
)
from messages.suggestion import Suggest
from messages.wording import Wording

# Commits what came in; a platform tells its server "received" only after this returned.
Accept = Callable[[Sequence[Inbound]], Awaitable[None]]

# Of a request over HTTP: names in small letters, each with every value that it came with.
Headers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What the caller is told: `status` of HTTP, and a body of that content type."""

    status: int
    body: str = ""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a platform's server calls us: a path, and what happens to a POST there.

    The body is whole and has at most `most_bytes`; `handle` judges the caller itself and may
    raise: the caller then hears of trouble on our side, and nothing of what it was.
    """

    path: str
    handle: Callable[[Headers, bytes], Awaitable[HttpAnswer]]
    most_bytes: int = 1024 * 1024


class Platform(Protocol):
    """One folder in `platforms/`; `bot` builds it, listens through it and sends by it."""

    @property
    def name(self) -> PlatformName: ...

    async def listen(self, accept: Accept, suggest: Suggest | None = None) -> None:
        """Receive until cancelled; outages are waited out, never raised.

        `suggest` is asked where the platform can offer answers while somebody still types.
        """

    def show_working(self, request: Request) -> None:
        """Show for some seconds that an answer is being made, where the platform has a sign for
        that. Nobody waits for it, and it may come to nothing."""

    def picture_of(self, request: Request, reply: Reply, wording: Wording) -> Chart | None:
        """What is to be drawn for the answer here, if it can carry a picture and has one."""

    def render(
        self,
        request: Request,
        reply: Reply,
        wording: Wording,
        picture: Picture | None,
        earlier: Sequence[Said] = (),
    ) -> tuple[Piece, ...]:
        """Turn a reply into calls; pure. A piece that carries a picture names its digest.

        `picture` is what `picture_of` asked for, None where it could not be drawn; `earlier` is
        the whole answer that this one may take the place of: to the version before of a question
        that was changed, or the one that a pressed button belongs to.
        """

    async def show(
        self, request: Request, reply: Reply, wording: Wording, picture: Picture | None
    ) -> bool:
        """Show the answer as a page or window, where the request came from one or asks for one:
        at once, and forgotten, since the next look shows it anew. False where it has to be a
        message; never raises."""

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        """Make one call and classify what became of it; never raises, never repeats."""

    def limits(self, chat: Chat, piece: Piece) -> Limits:
        """The limits that this call counts against, each by a name of its own; pure."""

    async def find(self, chat: Chat, piece: Piece, since: datetime) -> SendOutcome:
        """Whether a call whose answer was lost had its effect, found out without repeating it:
        `Delivered`, or `NotSent` where it surely had none (or where doing it twice leaves the
        same), or `Uncertain` where nobody can tell. The letter was written at `since`."""

    def repeated(self, piece: Piece, line: str) -> tuple[Piece, ...]:
        """What says it once more, with the line at its head; empty for what may not be said
        twice, such as what one person saw for a moment. Pure."""

    def chat_with(self, account: AccountId) -> Chat:
        """Where this account alone is spoken to."""

    async def language_of(self, sender: Sender) -> str | None:
        """The platform's language setting of this account, where the event did not carry it."""

    async def membership_of(self, sender: Sender) -> Membership:
        """Asked where the settings would let the account do more than anybody; never raises."""

    def is_read_by_others(self, request: Request) -> bool:
        """Whether others will read the answer, where the asker alone could be shown it."""

    async def open_form(
        self, request: Request, form: Form, opening: Reply, wording: Wording
    ) -> bool:
        """Whether the form was opened in a window; its answers come as a request of their own.
        Tried once, at once; where there are no windows, False."""

    def hears_answers(self, request: Request) -> bool:
        """Whether what is typed next in the request's chat comes to Kopdar."""

    async def close(self) -> None: ...


@runtime_checkable
class KeepsPages(Protocol):
    """A platform that keeps a page of their own before each person, such as Slack's Home."""

    @property
    def name(self) -> PlatformName: ...

    def page_request(self, of: Sender, key: RequestKey, received_at: datetime) -> Request:
        """What shows the page anew, as when its person opens it."""


@runtime_checkable
class ShowsMenus(Protocol):
    """A platform that shows its commands while somebody types, and some chats more than others."""

    @property
    def name(self) -> PlatformName: ...

    async def show_menus(
        self, chats: Mapping[ChatId, Audience], no_longer: Collection[ChatId]
    ) -> Collection[ChatId]:
        """Show each of the chats the menu of its audience, and those named `no_longer` the one of
        everybody; returns those of them that do, or are no more. Never raises."""


class RemotePlatform(Platform, Protocol):
    """A platform behind a network, as `python -m bot run` serves it."""

    @property
    def heard_at(self) -> float | None:
        """When its server last gave a sign of life to who listens, by the clock's `monotonic`;
        None before the first. Without a fresh one nothing can be coming in."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Where its server calls us, if it does; open whether or not somebody listens."""
