"""The app as the Slack server has it installed: what its manifest asked for, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from messages.wording import Wording
from platforms.slack.manifest import manifest, with_assistant

# As `.env.example` has them.
REGISTERED = ("rank", "top", "compare", "history")
ENGLISH = Wording("en", NullTranslations(), {})
SHIPPED = manifest([(name, "Asks it", "") for name in REGISTERED], REGISTERED, ENGLISH)
AS_ASSISTANT = with_assistant(SHIPPED, ENGLISH)

# By docs.slack.dev/reference/events; none where an event needs no scope.
SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "assistant_thread_started": "assistant:write",
    "message.im": "im:history",
}


@dataclass(frozen=True)
class InstalledApp:
    made_from: Mapping[str, Any]

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.made_from["oauth_config"]["scopes"]["bot"])

    @property
    def events(self) -> frozenset[str]:
        return frozenset(self.made_from["settings"]["event_subscriptions"]["bot_events"])

    @property
    def commands(self) -> frozenset[str]:
        slash = self.made_from["features"]["slash_commands"]
        return frozenset(command["command"] for command in slash)

    @property
    def is_assistant(self) -> bool:
        return "assistant_view" in self.made_from["features"]

    def shortcut(self, name: str) -> dict[str, str]:
        """The shortcut as people see it; a name that is not in the menu cannot be chosen."""
        shortcuts: list[dict[str, str]] = self.made_from["features"]["shortcuts"]
        return next(each for each in shortcuts if each["name"] == name)

    def hears(self, event: str) -> bool:
        """Whether Slack tells the app of such an event."""
        scope = SCOPE_OF_EVENT[event]
        return event in self.events and (scope is None or scope in self.scopes)
