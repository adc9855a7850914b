"""What a platform must do, whatever it is called."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from messages.chart import Picture
from messages.delivery import Piece, SendOutcome
from messages.reply import Reply
from messages.request import Chat, Inbound, PlatformName, Request, Sender
from messages.wording import Wording

# Commits what came in; a platform tells its server "received" only after this returned.
Accept = Callable[[Sequence[Inbound]], Awaitable[None]]


class Platform(Protocol):
    """One folder in `platforms/`; `bot` builds it, listens through it and sends by it."""

    @property
    def name(self) -> PlatformName: ...

    async def listen(self, accept: Accept) -> None:
        """Receive until cancelled; outages are waited out, never raised."""

    def wants_picture(self, request: Request) -> bool:
        """Whether the answer to this request can carry a picture at all."""

    def render(
        self,
        request: Request,
        reply: Reply,
        wording: Wording,
        picture: Picture | None,
    ) -> tuple[Piece, ...]:
        """Turn a reply into calls; pure. A piece that carries the picture names its digest."""

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        """Make one call and classify what became of it; never raises, never repeats."""

    async def language_of(self, sender: Sender) -> str | None:
        """The platform's language setting of this account, where the event did not carry it."""

    async def close(self) -> None: ...
