"""Draws off the event loop, each picture once; an answer never fails for want of a picture."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.telemetry import new_reference
from messages.chart import Chart, Picture
from messages.wording import Wording

MOST_KEPT = 64
# The language, and everything that the chart says.
Content = tuple[str, str]

log = structlog.get_logger()


class Illustrator:
    """Keeps the pictures drawn last, by what is on them; who asks for one that is being drawn
    for somebody else waits for that one."""

    def __init__(self) -> None:
        # Drawing is one at a time anyway: the library beneath is not made for threads.
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="draw")
        self._kept: OrderedDict[Content, Picture] = OrderedDict()
        self._drawing: dict[Content, asyncio.Future[Picture | None]] = {}

    def has_drawn(self, chart: Chart, wording: Wording) -> bool:
        """Whether the picture is there already, and nobody has to wait for it."""
        return _content(chart, wording) in self._kept

    async def draw(self, chart: Chart, wording: Wording) -> Picture | None:
        """The picture, or None where it could not be drawn (which is logged)."""
        content = _content(chart, wording)
        if content in self._kept:
            self._kept.move_to_end(content)
            return self._kept[content]
        if content not in self._drawing:
            self._drawing[content] = asyncio.ensure_future(self._draw(content, chart, wording))
        # Whoever stops waiting does not take it away from the others.
        return await asyncio.shield(self._drawing[content])

    async def _draw(self, content: Content, chart: Chart, wording: Wording) -> Picture | None:
        loop = asyncio.get_running_loop()
        try:
            picture = await loop.run_in_executor(self._hands, draw, chart, wording)
        except Exception:
            log.exception("picture not drawn", reference=new_reference())
            return None
        finally:
            del self._drawing[content]
        self._kept[content] = picture
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return picture

    def close(self) -> None:
        """Nobody waits for a picture any more, nor for the one that is being drawn."""
        self._hands.shutdown(wait=False, cancel_futures=True)
        for drawing in self._drawing.values():
            drawing.cancel()


def draw(chart: Chart, wording: Wording) -> Picture:
    # What draws takes a tenth of the start and some megabytes: loaded when the first is drawn.
    from drawing import picture

    return picture.draw(chart, wording)


def _content(chart: Chart, wording: Wording) -> Content:
    return wording.language, repr(chart)
