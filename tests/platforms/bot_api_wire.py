"""Forms in, JSON answers out, and the ways an answer can go wrong."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.platforms.bot_api_methods import Refusal


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call: an error, a `body` instead of an answer, a torn connection."""

    refusal: Refusal | None = None
    status: int = 200
    body: bytes | None = None
    is_torn: bool = False
    is_done_first: bool = False
    hangs: bool = False
    seconds: float = 0

    @property
    def goes_well(self) -> bool:
        """The call is carried out and answered, if perhaps slowly."""
        return self == Fault(is_done_first=True, seconds=self.seconds)

    def answer(self, request: web.Request) -> web.Response:
        if self.body is not None:
            return web.Response(status=self.status, body=self.body, content_type="text/html")
        return refused(self.refusal) if self.refusal else tear(request)


async def read_form(request: web.Request) -> dict[str, Any]:
    """Parameters of the query, a form or a JSON body; files as bytes."""
    parameters: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return {**parameters, **json.loads(await request.read())}
    for name, value in (await request.post()).items():
        parameters[name] = value.file.read() if isinstance(value, web.FileField) else value
    return parameters


def tear(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


def done(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)
