"""From a reply to the pieces of a letter: words by the platform, pictures off the event loop."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.illustrator import Illustrator
from messages.clock import Clock
from messages.delivery import Piece, Said
from messages.reply import Reply
from messages.request import Request
from messages.wording import Wording
from platforms.contract import Platform

# A platform's sign lasts for five seconds; it is renewed a little sooner.
SIGN_LASTS = timedelta(seconds=4.5)


@dataclass(frozen=True, slots=True)
class Composed:
    """`pictures` are PNG by digest, for storage before the letter that names them."""

    pieces: tuple[Piece, ...]
    pictures: Mapping[str, bytes]


SILENCE = Composed((), {})


async def compose(
    platform: Platform,
    request: Request,
    reply: Reply,
    wording: Wording,
    illustrator: Illustrator,
    clock: Clock,
    earlier: Sequence[Said] = (),
) -> Composed:
    """Draw what the platform wants drawn, showing meanwhile that an answer is being made."""
    chart = platform.picture_of(request, reply, wording)
    picture = None
    if chart and illustrator.has_drawn(chart, wording):
        picture = await illustrator.draw(chart, wording)
    elif chart:
        async with _sign(platform, request, clock):
            picture = await illustrator.draw(chart, wording)
    if await platform.show(request, reply, wording, picture):
        return SILENCE
    pieces = platform.render(request, reply, wording, picture, earlier)
    return Composed(pieces, {picture.digest: picture.png} if picture else {})


@asynccontextmanager
async def _sign(platform: Platform, request: Request, clock: Clock) -> AsyncIterator[None]:
    showing = asyncio.create_task(_keep_showing(platform, request, clock))
    # The sign goes out before the drawing takes its turn.
    await asyncio.sleep(0)
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _keep_showing(platform: Platform, request: Request, clock: Clock) -> None:
    while True:
        platform.show_working(request)
        await clock.sleep(SIGN_LASTS)
