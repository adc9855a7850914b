"""The HTTP server: whoever calls may be anybody, and nobody keeps the others waiting."""

import asyncio
import io
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.clock import SystemClock
from bot.web import BIND_AGAIN, MOST_CONNECTIONS, Limits, Site, affordable, serving_http
from platforms.contract import Endpoint, Headers, HttpAnswer
from tests.bot.desk import TestClock, eventually
from tests.platforms.doorway import Doorway, doorway, free_port, until_open

HURRIED = Limits(timedelta(milliseconds=200), timedelta(milliseconds=200), connections=20)
SECRET = "xoxb-never-to-be-seen"


class Called:
    """An endpoint that writes down what came."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[Headers] = []
        self.fails = False
        self.hangs = False

    async def handle(self, headers: Headers, body: bytes) -> HttpAnswer:
        self.headers.append(headers)
        self.bodies.append(body)
        if self.fails:
            raise RuntimeError(SECRET)
        if self.hangs:
            await asyncio.Event().wait()
        return HttpAnswer(200, "taken", "text/plain")


async def page() -> HttpAnswer:
    return HttpAnswer(200, "here\n")


@pytest.fixture
def called() -> Called:
    return Called()


@pytest.fixture
async def door(called: Called) -> AsyncIterator[Doorway]:
    site = Site({"/page": page}, (Endpoint("/in", called.handle, most_bytes=1000),))
    async with doorway(site=site, limits=HURRIED) as opened:
        yield opened


async def spoken(door: Doorway, said: bytes, within: float = 10) -> bytes:
    """What comes back on a bare connection until it is closed."""
    port = int(door.root.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    try:
        return await asyncio.wait_for(reader.read(), within)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_what_is_there_is_found_and_nothing_else(door: Doorway, called: Called) -> None:
    assert await door.get("/page") == (200, "here\n")
    assert (await door.post("/in", b"body", [("X-Twice", "a"), ("X-Twice", "b")]))[0] == 200
    assert called.bodies == [b"body"]
    assert called.headers[0]["x-twice"] == ("a", "b")
    assert (await door.get("/in"))[0] == 405
    assert (await door.post("/page", b""))[0] == 405
    for path in ("/", "/in/", "/..%2fpage", "/other"):
        assert (await door.get(path))[0] == 404


async def test_a_fault_of_ours_is_told_by_its_reference_alone(
    door: Doorway, called: Called
) -> None:
    called.fails = True
    with capture_logs() as logs:
        status, text = await door.post("/in", b"")
    assert status == 500
    (failed,) = [each for each in logs if each["event"] == "an HTTP request failed"]
    assert text == f"trouble on our side, {failed['reference']}\n"


async def test_a_large_body_is_refused_unread_however_it_comes(
    door: Doorway, called: Called
) -> None:
    assert (await door.post("/in", b"x" * 1000))[0] == 200
    assert (await door.post("/in", b"x" * 1001))[0] == 413
    head = b"POST /in HTTP/1.1\r\nHost: x\r\n"
    declared = await spoken(door, head + b"Content-Length: 10000000000\r\n\r\nx")
    chunks = b"".join(b"190\r\n" + b"x" * 400 + b"\r\n" for _ in range(9))
    chunked = await spoken(door, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    lying = await spoken(door, head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxxx")
    assert declared.startswith(b"HTTP/1.1 413 ")
    assert chunked.startswith(b"HTTP/1.1 413 ")
    assert lying.startswith(b"HTTP/1.0 400 ")
    assert [len(body) for body in called.bodies] == [1000]


async def test_a_packed_body_is_not_unpacked(door: Doorway, called: Called) -> None:
    packed = b"\x1f\x8b" + b"x" * 10
    await door.post("/in", packed, [("Content-Encoding", "gzip")])
    assert called.bodies == [packed]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET /page HT",
        b"GET /page HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx",
    ],
)
async def test_who_never_finishes_is_hung_up_on(door: Doorway, called: Called, said: bytes) -> None:
    answer = await spoken(door, said)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 408 ")
    assert called.bodies == []


async def test_who_trickles_headers_is_hung_up_on(door: Doorway) -> None:
    port = int(door.root.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /page HTTP/1.1\r\nX: ")

    async def trickle() -> None:
        while True:
            writer.write(b"y")
            await writer.drain()
            await asyncio.sleep(0.01)

    trickling = asyncio.create_task(trickle())
    with suppress(ConnectionError):
        assert await asyncio.wait_for(reader.read(), 5) == b""
    trickling.cancel()
    await asyncio.gather(trickling, return_exceptions=True)
    writer.close()


@pytest.mark.parametrize(
    "headers",
    [
        b"".join(b"X-%d: y\r\n" % number for number in range(10_000)),
        b"X-Long: " + b"y" * 1_000_000 + b"\r\n",
    ],
)
async def test_a_flood_of_headers_is_refused(
    door: Doorway, called: Called, headers: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    said = await spoken(door, b"POST /in HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n")
    assert said == b"" or said.startswith(b"HTTP/1.0 400 ")
    assert called.bodies == []
    assert (await door.get("/page"))[0] == 200
    assert caplog.text == ""


async def test_an_endpoint_that_hangs_is_given_up(door: Doorway, called: Called) -> None:
    called.hangs = True
    assert (await door.post("/in", b""))[0] == 408


async def test_c5_a_thousand_connections_keep_nobody_out(called: Called) -> None:
    site = Site({"/page": page}, (Endpoint("/in", called.handle),))
    patient = Limits(timedelta(minutes=5), timedelta(minutes=5), connections=20)
    async with doorway(site=site, limits=patient) as door:
        port = int(door.root.rpartition(":")[2])
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
        assert await door.get("/page") == (200, "here\n")
        more = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
        assert (await door.post("/in", b"x"))[0] == 200
        everybody = [*held, *more]
        await eventually(lambda: sum(reader.at_eof() for reader, _ in everybody) >= 380)
        for _, writer in everybody:
            writer.close()


def test_m9_few_descriptors_leave_most_to_the_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {64: 16, 1024: MOST_CONNECTIONS, resource.RLIM_INFINITY: MOST_CONNECTIONS, 2: 1}
    for descriptors, connections in limits.items():
        monkeypatch.setattr(resource, "getrlimit", lambda which, n=descriptors: (n, n))
        assert affordable(MOST_CONNECTIONS) == connections


async def test_a_port_that_is_taken_is_waited_for_loudly() -> None:
    port, clock = free_port(), TestClock()
    with socket.create_server(("127.0.0.1", port)), capture_logs() as logs:
        serving = serving_http(Site({"/page": page}), "127.0.0.1", port, clock)
        await serving.__aenter__()
        await clock.asleep_for(BIND_AGAIN)
    assert logs[0]["log_level"] == "error"
    assert "is another Kopdar running" in logs[0]["event"]
    clock.advance(BIND_AGAIN)
    await until_open(port)
    url = f"http://127.0.0.1:{port}/page"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert await answer.text() == "here\n"
    await serving.__aexit__(None, None, None)


async def test_stopping_does_not_wait_for_who_holds_on() -> None:
    called = Called()
    called.hangs = True
    port = free_port()
    site = Site(endpoints=(Endpoint("/in", called.handle),))
    async with aiohttp.ClientSession() as session:
        async with serving_http(site, "127.0.0.1", port, SystemClock()):
            await until_open(port)
            url = f"http://127.0.0.1:{port}/in"
            asking = asyncio.create_task(session.post(url, data=io.BytesIO(b"x")))
            await eventually(lambda: bool(called.bodies))
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 5
        await asyncio.gather(asking, return_exceptions=True)
