"""A picture becomes a file of Slack's: uploaded, awaited, then shown by its id.

Slack scans a file before it can be shown; a message that names it too early is refused.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from messages.clock import Clock
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed

FILE_NAME = "kopdar.png"
ALT_LIMIT = 1_000
TITLE_LIMIT = 250
# Between the looks at files.info: about 20 seconds in all.
PAUSES = tuple(timedelta(seconds=s) for s in (0.25, 0.5, 1, 1, 2, 2, 3, 3, 3, 4))
# Files remembered by content, so that the same picture is not uploaded at every press.
REMEMBERED = 128


class Pictures:
    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._files: OrderedDict[str, str] = OrderedDict()

    async def file_for(self, png: bytes, alternative: str) -> str | None:
        """The id of a file that is ready to be shown, None where Slack does not finish with it.

        Raises `CallFailed`; no message has been sent then.
        """
        digest = sha256(png).hexdigest()
        if digest in self._files:
            return self._files[digest]
        file = await self._upload(png, alternative)
        await self._api.call("files.completeUploadExternal", files=[named(file, alternative)])
        if not await self._is_ready(file):
            return None
        self._files[digest] = file
        if len(self._files) > REMEMBERED:
            self._files.popitem(last=False)
        return file

    def forget(self, png: bytes) -> None:
        """The file is not accepted any more; somebody may have deleted it."""
        self._files.pop(sha256(png).hexdigest(), None)

    async def share(self, png: bytes, alternative: str, channel: str, thread: str | None) -> None:
        """Show the picture as a message of its own; raises `CallFailed`."""
        file = await self._upload(png, alternative)
        place = {"channel_id": channel} | ({"thread_ts": thread} if thread else {})
        await self._api.call(
            "files.completeUploadExternal", files=[named(file, alternative)], **place
        )

    async def _upload(self, png: bytes, alternative: str) -> str:
        place = await self._api.read(
            "files.getUploadURLExternal",
            filename=FILE_NAME,
            length=str(len(png)),
            alt_txt=alternative[:ALT_LIMIT],
        )
        await self._api.upload(place["upload_url"], png)
        return str(place["file_id"])

    async def _is_ready(self, file: str) -> bool:
        seen: Mapping[str, Any] = {}
        for pause in (*PAUSES, None):
            try:
                seen = (await self._api.read("files.info", file=file)).get("file", {})
            except CallFailed:  # only a look: the next one may succeed
                seen = {}
            if seen.get("mimetype") and seen.get("original_w"):
                return True
            if pause:
                await self._clock.sleep(pause)
        # A known type without a known size: Slack may well take it by now.
        return bool(seen.get("mimetype"))


def named(file: str, alternative: str) -> dict[str, str]:
    return {"id": file, "title": alternative[:TITLE_LIMIT]}
