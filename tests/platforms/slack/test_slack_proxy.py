"""With a proxy set, nothing reaches Slack beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from platforms.slack.platform import SlackPlatform
from tests.platforms.slack.conftest import Kopdar, PatientClock
from tests.platforms.slack_server import SlackServer


class Proxy:
    """Passes plain requests on, and writes down what was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self._writers: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()
        for writer in self._writers:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readline()
        there = urlsplit(first.split()[1].decode())
        upstream, to_upstream = await asyncio.open_connection(there.hostname, there.port)
        self._writers += [writer, to_upstream]
        to_upstream.write(first)
        await asyncio.gather(self._pass(reader, to_upstream, first), self._pass(upstream, writer))

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes = b""
    ) -> None:
        # Requests of one connection follow each other: each names its whole address.
        while chunk := head or await reader.read(65_536):
            for line in chunk.split(b"\r\n"):
                if line.endswith(b"HTTP/1.1"):
                    self.asked.add(urlsplit(line.split()[1].decode()).path.split("/")[1])
            if chunk is not head:
                writer.write(chunk)
            head = b""


async def test_everything_goes_through_the_proxy(slack: SlackServer, clock: PatientClock) -> None:
    proxy = Proxy()
    async with proxy.serving() as address:
        platform = SlackPlatform(
            slack.bot_token, slack.app_token, slack.api_url, clock, proxy=address
        )
        kopdar = Kopdar(platform)
        listening = asyncio.create_task(platform.listen(kopdar.accept))
        alice = slack.person("Alice")
        away = slack.channel("away", [alice], bot_is_member=False)
        await slack.direct_message(alice, "rank Indonesia")
        await kopdar.answer(await kopdar.next_request())
        await slack.types_command(alice, "/rank", "Indonesia", channel=away)
        await kopdar.answer(await kopdar.next_request())
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await platform.close()
    assert proxy.asked == {"api", "upload", "answers", "link"}
