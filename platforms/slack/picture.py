"""A picture becomes a file of Slack's: uploaded, awaited, then shown by its id.

Slack scans a file before it can be shown; a message that names it too early is refused.
"""

import json
from collections import OrderedDict
from datetime import timedelta
from hashlib import sha256

from messages.clock import Clock
from messages.delivery import Refused
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed
from platforms.slack.split import shortened

FILE_NAME = "kopdar.png"
ALT_LIMIT = 1_000
TITLE_LIMIT = 250
# Between the looks at files.info: about 20 seconds in all.
PAUSES = tuple(timedelta(seconds=s) for s in (0.25, 0.5, 1, 1, 2, 2, 3, 3, 3, 4))
# Some files never show a size beside their type: a message will tell whether they can be shown.
LOOKS_AT_TYPE = 3
# What files.info says of a file that has only just been completed.
NOT_YET = "file_not_found"
# Files remembered by content, so that the same picture is not uploaded at every press.
REMEMBERED = 128


class Pictures:
    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._files: OrderedDict[str, str] = OrderedDict()

    def known(self, png: bytes) -> str | None:
        """The id of its file, where it is one already."""
        return self._files.get(sha256(png).hexdigest())

    async def file_for(self, png: bytes, alternative: str) -> str | None:
        """The id of a file that is ready to be shown, None where Slack does not finish with it.

        Raises `CallFailed`; no message has been sent then.
        """
        digest = sha256(png).hexdigest()
        if digest in self._files:
            return self._files[digest]
        file = await self._upload(png, alternative)
        await self._complete(file, alternative)
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
        await self._complete(file, alternative, **place)

    async def _upload(self, png: bytes, alternative: str) -> str:
        place = await self._api.submit(
            "files.getUploadURLExternal",
            filename=FILE_NAME,
            length=len(png),
            alt_txt=shortened(alternative, ALT_LIMIT),
        )
        match place:
            case {"upload_url": str(address), "file_id": str(file)}:
                await self._api.upload(address, png)
                return file
            case _:
                raise CallFailed(Refused("Slack names no place for the picture"))

    async def _complete(self, file: str, alternative: str, **place: str) -> None:
        files = json.dumps([{"id": file, "title": shortened(alternative, TITLE_LIMIT)}])
        await self._api.submit("files.completeUploadExternal", files=files, **place)

    async def _is_ready(self, file: str) -> bool:
        """Whether to show it by its id: it can be, or looking on would not tell."""
        looks_at_type = 0
        for pause in (*PAUSES, None):
            try:
                answer = await self._api.read("files.info", file=file)
            except CallFailed as failure:
                if isinstance(failure.outcome, Refused) and failure.error != NOT_YET:
                    return True
                answer = {}
            match answer.get("file"):
                case {"mimetype": str(kind), **known} if kind:
                    looks_at_type += 1
                    if known.get("original_w") or looks_at_type == LOOKS_AT_TYPE:
                        return True
            if pause:
                await self._clock.sleep(pause)
        return looks_at_type > 0
