"""The Slack server's wire: HTTP in, faults on demand, JSON or a broken connection out."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.platforms.slack_server_methods import APP, METHODS, RESPONSE, Wrong, read_arguments
from tests.platforms.slack_server_socket import Sockets
from tests.platforms.slack_server_workspace import Workspace

BOT_TOKEN = "xoxb-1111111111-2222222222-AbCdEfSecretBotToken"
APP_TOKEN = "xapp-1-A0KOPDAR01-3333333333-abcdefsecretapptoken"


@dataclass(frozen=True)
class Call:
    """`method` of the Web API, or `response_url` or `upload`; recorded before it is judged.

    `query` names the arguments in the address, `kind` is the type of the body.
    """

    method: str
    arguments: dict[str, Any]
    verb: str = "POST"
    query: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Fault:
    """What happens to a call, or to a `link` (a socket being opened), instead.

    `drops` breaks the connection `before` or `after` the call took effect; with a `body`, that is
    sent instead.
    """

    status: int = 200
    error: str = ""
    retry_after: int | str | None = None
    drops: str = ""
    body: str = ""
    kind: str = "text/html"


class Wire:
    def __init__(self, workspace: Workspace, sockets: Sockets, violations: list[str]) -> None:
        self._workspace = workspace
        self._sockets = sockets
        self._violations = violations
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._tickets: set[str] = set()
        self._opened = 0
        self.calls: list[Call] = []
        self.root = ""
        # The bot's token, and the word with which no call by it is taken; empty: they are.
        self.bot_token, self.refusal = BOT_TOKEN, ""

    async def start(self) -> None:
        app = web.Application(client_max_size=50 * 1024**2)
        for verb in ("GET", "POST"):
            app.router.add_route(verb, "/api/{method}", self._web_api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/answers/{secret}", self._respond)
        app.router.add_get("/link", self._link)
        # Without an access log: it would write down the secrets that the tests look for.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.root = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    def fail_next(self, method: str, fault: Fault) -> None:
        self._faults[method].append(fault)

    def forget_faults(self) -> int:
        left = sum(len(faults) for faults in self._faults.values())
        self._faults.clear()
        return left

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        given = await read_given(request)
        token = given.pop("token", None) or request.headers.get("Authorization", "")[7:]
        return await self._answer(request, name, given, lambda: self._perform(name, given, token))

    def _perform(self, name: str, given: dict[str, Any], token: str) -> dict[str, Any]:
        method = METHODS.get(name)
        if method is None:
            raise Wrong("unknown_method", is_our_fault=True)
        if token not in {self.bot_token, APP_TOKEN}:
            raise Wrong("invalid_auth" if token else "not_authed")
        if token == self.bot_token and self.refusal:
            raise Wrong(self.refusal)
        if (token == APP_TOKEN) != (method.token == APP):
            raise Wrong("not_allowed_token_type")
        if method.scope and method.scope not in self._workspace.app.scopes:
            raise Wrong("missing_scope", words=f"needed: {method.scope}")
        arguments = read_arguments(method, given)
        if name == "apps.connections.open":
            return {"url": self._socket_address()}
        answer = self._workspace.perform(name, arguments)
        if name == "files.getUploadURLExternal":
            answer["upload_url"] = f"{self.root}/upload/{answer['file_id']}?secret=upload-ticket"
        return answer

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()

        def receive() -> dict[str, Any]:
            self._workspace.receive_file(request.match_info["file"], content)
            return {}

        return await self._answer(request, "upload", {"length": len(content)}, receive)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        given = await read_given(request)

        def respond() -> dict[str, Any]:
            self._workspace.respond(request.match_info["secret"], read_arguments(RESPONSE, given))
            return {}

        return await self._answer(request, "response_url", given, respond)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self._violations.append("link: the ticket is spent")
            return web.Response(status=408, text="the ticket is spent")
        self._tickets.remove(ticket)
        if self._faults["link"]:
            return failed(self._faults["link"].pop(0))
        return await self._sockets.serve(request)

    async def _answer(
        self,
        request: web.Request,
        name: str,
        given: dict[str, Any],
        perform: Callable[[], dict[str, Any]],
    ) -> web.StreamResponse:
        query = tuple(sorted(request.query))
        self.calls.append(Call(name, given, request.method, query, request.content_type))
        fault = self._faults[name].pop(0) if self._faults[name] else Fault()
        if fault.drops == "before":
            return broken(request)
        refuses = fault.status != 200 or fault.error or fault.retry_after or fault.body
        if refuses and not fault.drops:
            return failed(fault)
        try:
            answer = perform()
        except Wrong as wrong:
            if wrong.is_our_fault:
                self._violations.append(f"{name}: {wrong}")
            status = 404 if name == "response_url" else 200
            return web.json_response(
                {"ok": False, "error": wrong.error, "errors": [str(wrong)]}, status=status
            )
        except Exception as error:
            self._violations.append(f"{name}: the server itself failed: {error!r}")
            raise
        if fault.drops == "after":
            return failed(fault) if fault.body else broken(request)
        if name in {"upload", "response_url"}:
            return web.Response(text="ok")
        return web.json_response({"ok": True} | answer)

    def _socket_address(self) -> str:
        self._opened += 1
        ticket = f"secret-ticket-{self._opened}"
        self._tickets.add(ticket)
        return f"{self.root.replace('http', 'ws')}/link?ticket={ticket}"


async def read_given(request: web.Request) -> dict[str, Any]:
    """Arguments from the query, and from JSON or a form."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        method = METHODS.get(request.match_info.get("method", ""))
        body = json.loads(await request.read() or b"{}")
        # Slack does not read JSON for every method.
        return given | (body if method is None or method.takes_json else {})
    return given | dict(await request.post())


def broken(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def failed(fault: Fault) -> web.Response:
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
    if fault.error:
        status = 429 if fault.retry_after else fault.status
        answer = {"ok": False, "error": fault.error}
        return web.json_response(answer, status=status, headers=headers)
    if fault.retry_after:
        return web.json_response({"ok": False}, status=429, headers=headers)
    body = fault.body or "<html><h1>Trouble</h1></html>"
    return web.Response(status=fault.status, text=body, content_type=fault.kind, headers=headers)
