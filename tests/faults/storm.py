"""What the platforms do to calls that send something, and how often they did it."""

from collections.abc import Callable
from typing import Any

from tests.faults.schedule import Trouble
from tests.platforms.bot_api import BotApiServer
from tests.platforms.slack_server import SlackServer

RETRY_AFTER = 1
# After these a caller cannot know whether the message arrived.
LEAVES_OPEN = frozenset(Trouble) - {Trouble.NONE, Trouble.THROTTLES}

ON_TELEGRAM: dict[Trouble, Callable[[BotApiServer, int], None]] = {
    Trouble.NONE: lambda api, times: None,
    Trouble.THROTTLES: lambda api, times: api.fail_next(
        "sendMessage", 429, retry_after=RETRY_AFTER, times=times
    ),
    Trouble.BREAKS_BEFORE: lambda api, times: api.drop_next("sendMessage", False, times),
    Trouble.BREAKS_AFTER: lambda api, times: api.drop_next("sendMessage", True, times),
    Trouble.FAILS: lambda api, times: api.fail_next("sendMessage", 500, times=times),
    Trouble.FAILS_IN_HTML: lambda api, times: api.fail_next(
        "sendMessage", 502, body=b"<html>Bad Gateway</html>", times=times
    ),
    Trouble.HANGS: lambda api, times: api.hang_next("sendMessage", times),
}
ON_SLACK: dict[Trouble, dict[str, Any]] = {
    Trouble.THROTTLES: {"retry_after": RETRY_AFTER},
    Trouble.BREAKS_BEFORE: {"drops": "before"},
    Trouble.BREAKS_AFTER: {"drops": "after"},
    Trouble.FAILS: {"status": 500, "error": "internal_error"},
    Trouble.FAILS_IN_HTML: {"status": 503},
}
SLACK_SENDS = ("chat.postMessage", "response_url")


class Storm:
    """Troubles are set for one life and taken back after it; `left_open` counts those met that
    leave it open whether the message arrived."""

    def __init__(self, telegram: BotApiServer, slack: SlackServer) -> None:
        self._telegram = telegram
        self._slack = slack
        self._set = {"telegram": (Trouble.NONE, 0), "slack": (Trouble.NONE, 0)}
        self.left_open = 0

    def begin(self, telegram: Trouble, slack: Trouble, times: int) -> None:
        ON_TELEGRAM[telegram](self._telegram, times)
        fault = ON_SLACK.get(slack)
        for method in SLACK_SENDS if fault else ():
            for _ in range(times):
                self._slack.fail_next(method, **(fault or {}))
        self._set = {
            "telegram": (telegram, times if telegram is not Trouble.NONE else 0),
            "slack": (slack, times * len(SLACK_SENDS) if fault else 0),
        }

    def end(self) -> None:
        left = {"telegram": self._telegram.forget_faults(), "slack": self._slack.forget_faults()}
        for platform, (trouble, times) in self._set.items():
            if trouble in LEAVES_OPEN:
                self.left_open += times - left[platform]
