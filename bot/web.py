"""The HTTP server: what platforms and watchers call. All that knows aiohttp's web is here.

Whoever calls may be anybody: headers, bodies, connections and time are all limited, and nothing
that was sent reaches an answer or the log.
"""

import asyncio
import logging
import resource
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiohttp import web

from bot.telemetry import new_reference
from messages.clock import Clock
from platforms.contract import Endpoint, Headers, HttpAnswer

# Callers behind one reverse proxy need few; whoever opens more than this only holds them.
MOST_CONNECTIONS = 256
# Of the descriptors this process may have, the connections leave most to sends and database.
SHARE_OF_DESCRIPTORS = 4
MOST_HEADERS = 64
LONGEST_LINE = 8 * 1024
# For a request to be whole, and for a connection to say nothing; Slack itself waits 3 s.
FOR_REQUEST = timedelta(seconds=10)
FOR_ANSWER = timedelta(seconds=30)
BIND_AGAIN = timedelta(seconds=15)
# In seconds: for one who is refused to read why while still sending, and for those who are being
# answered when all stops.
LINGERING = 1.0
FOR_CLOSING = 0.5

TOO_LARGE = HttpAnswer(413, "too large\n")
TOO_SLOW = HttpAnswer(408, "too slow\n")
NOT_FOUND = HttpAnswer(404, "not found\n")
WRONG_METHOD = HttpAnswer(405, "another method is needed here\n")

log = structlog.get_logger()

# It writes down what anybody sent wrongly, with a traceback; what is our fault is logged here.
library_log = logging.getLogger("bot.web.library")
library_log.setLevel(logging.CRITICAL)

Page = Callable[[], Awaitable[HttpAnswer]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much time and how many connections callers get; tests hand in smaller ones."""

    for_request: timedelta = FOR_REQUEST
    for_answer: timedelta = FOR_ANSWER
    connections: int = MOST_CONNECTIONS


@dataclass(frozen=True, slots=True)
class Site:
    """What is served: `pages` are asked for by GET, `endpoints` are called by POST."""

    pages: dict[str, Page] = field(default_factory=dict)
    endpoints: Sequence[Endpoint] = ()


@asynccontextmanager
async def serving_http(
    site: Site, host: str, port: int, clock: Clock, limits: Limits | None = None
) -> AsyncIterator[None]:
    """Serve while the block runs. A port that another process holds is waited for, loudly."""
    limits = limits or Limits()
    server = BoundedServer(Caller(site, limits), limits)
    runner = web.ServerRunner(server, shutdown_timeout=FOR_CLOSING)
    await runner.setup()
    binding = asyncio.create_task(bind(runner, host, port, clock))
    try:
        yield
    finally:
        binding.cancel()
        await asyncio.gather(binding, return_exceptions=True)
        await runner.cleanup()


async def bind(runner: web.ServerRunner, host: str, port: int, clock: Clock) -> None:
    while True:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            log.error(
                "no HTTP yet: KOPDAR_HTTP_HOST and KOPDAR_HTTP_PORT name a place that cannot be "
                "had; is another Kopdar running?",
                host=host,
                port=port,
                reason=error.strerror,
                again_in=BIND_AGAIN.total_seconds(),
            )
            await clock.sleep(BIND_AGAIN)
        else:
            log.info("serving HTTP", host=host, port=port)
            return


class BoundedServer(web.Server):
    """Makes room for a new connection by hanging up on the oldest that asks nothing."""

    def __init__(self, caller: "Caller", limits: Limits) -> None:
        super().__init__(
            caller.answer,
            logger=library_log,
            access_log=None,
            lingering_time=LINGERING,
            keepalive_timeout=limits.for_request.total_seconds(),
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
            max_headers=MOST_HEADERS,
            auto_decompress=False,
        )
        self._caller = caller
        self._most = affordable(limits.connections)

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        if len(self.connections) > self._most:
            idle = [each for each in self.connections if each not in self._caller.busy]
            (idle or [handler])[0].force_close()


def affordable(connections: int) -> int:
    """As many of the connections as the limit on open files leaves to strangers."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return connections
    return max(1, min(connections, descriptors // SHARE_OF_DESCRIPTORS))


class Caller:
    """Answers one request; `busy` are the connections whose request is being answered."""

    def __init__(self, site: Site, limits: Limits) -> None:
        self._site = site
        self._limits = limits
        self._endpoints = {endpoint.path: endpoint for endpoint in site.endpoints}
        self.busy: set[object] = set()

    async def answer(self, request: web.BaseRequest) -> web.Response:
        connection = request.protocol
        try:
            answer = await self._answer(request, connection)
        except TimeoutError:
            answer = TOO_SLOW
        except Exception:
            reference = new_reference()
            log.exception("an HTTP request failed", reference=reference)
            answer = HttpAnswer(500, f"trouble on our side, {reference}\n")
        finally:
            self.busy.discard(connection)
        kind = f"{answer.content_type}; charset=utf-8"
        response = web.Response(
            status=answer.status,
            body=answer.body.encode(),
            headers={"Server": "Kopdar", "Content-Type": kind},
        )
        if answer.status >= 400:
            # What is left of a refused body is not read; whoever is wrong begins anew.
            response.force_close()
        return response

    async def _answer(self, request: web.BaseRequest, connection: object) -> HttpAnswer:
        path = request.url.path
        if path in self._site.pages:
            if request.method not in {"GET", "HEAD"}:
                return WRONG_METHOD
            self.busy.add(connection)
            async with asyncio.timeout(self._limits.for_answer.total_seconds()):
                return await self._site.pages[path]()
        endpoint = self._endpoints.get(path)
        if endpoint is None:
            return NOT_FOUND
        if request.method != "POST":
            return WRONG_METHOD
        body = await self._read(request, endpoint.most_bytes)
        if body is None:
            return TOO_LARGE
        self.busy.add(connection)
        async with asyncio.timeout(self._limits.for_answer.total_seconds()):
            return await endpoint.handle(headers_of(request), body)

    async def _read(self, request: web.BaseRequest, most: int) -> bytes | None:
        """The whole body, or None where it is larger; nothing beyond the limit is taken in."""
        if (request.content_length or 0) > most:
            return None
        body = bytearray()
        async with asyncio.timeout(self._limits.for_request.total_seconds()):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    return None
        return bytes(body)


def headers_of(request: web.BaseRequest) -> Headers:
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in request.headers.items():
        headers[name.lower()] = (*headers.get(name.lower(), ()), value)
    return headers
