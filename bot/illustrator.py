"""Draws off the event loop, each picture once; an answer never fails for want of a picture."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.telemetry import new_reference
from drawing.picture import draw
from messages.chart import Chart, Picture
from messages.wording import Wording

MOST_KEPT = 64

log = structlog.get_logger()


class Illustrator:
    def __init__(self) -> None:
        # Drawing is one at a time anyway: the library beneath is not made for threads.
        self._hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="draw")
        self._kept: OrderedDict[tuple[str, str], Picture] = OrderedDict()

    def has_drawn(self, chart: Chart, wording: Wording) -> bool:
        """Whether the picture is there already, and nobody has to wait for it."""
        return (wording.language, repr(chart)) in self._kept

    async def draw(self, chart: Chart, wording: Wording) -> Picture | None:
        """The picture, or None where it could not be drawn (which is logged)."""
        content = (wording.language, repr(chart))
        if content not in self._kept:
            loop = asyncio.get_running_loop()
            try:
                self._kept[content] = await loop.run_in_executor(self._hands, draw, chart, wording)
            except Exception:
                log.exception("picture not drawn", reference=new_reference())
                return None
        self._kept.move_to_end(content)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[content]

    def close(self) -> None:
        """Nobody waits for a picture any more, nor for the one that is being drawn."""
        self._hands.shutdown(wait=False, cancel_futures=True)
