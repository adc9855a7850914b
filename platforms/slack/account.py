"""What Slack says of an account: its language, and whether it is one of the workspace's own.

A payload names the workspace of who asks, and cannot tell a guest from a member. `users.info` can,
and one look tells both.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from messages.clock import Clock
from messages.request import Membership, Sender
from platforms.slack.api import SlackApi
from platforms.slack.failure import CallFailed

# Somebody waits for an answer: better in another language than late.
PATIENCE = timedelta(seconds=5)
LOOK_AGAIN = timedelta(minutes=10)
MOST_KEPT = 10_000
# Slack knows nobody of that name, or nobody whom this workspace may see.
UNKNOWN = frozenset({"user_not_found", "user_not_visible"})

User = Mapping[str, Any]
NOBODY: User = {"deleted": True}


class Accounts:
    """What was seen is kept for ten minutes, and longer where Slack does not answer."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._seen: OrderedDict[str, tuple[float, User]] = OrderedDict()
        # The ids of the workspace that Kopdar is installed in, and of its organisation.
        self._home: frozenset[str] = frozenset()

    async def language_of(self, sender: Sender) -> str | None:
        """The account's locale, such as `id-ID`; None where Slack gives none."""
        match await self._look(user_of(sender)):
            case {"locale": str(locale)}:
                return locale
            case _:
                return None

    async def membership_of(self, sender: Sender) -> Membership:
        name = user_of(sender)
        looked_at, user = self._seen.get(name, (0.0, None))
        age = self._clock.monotonic() - looked_at
        if user is None or age >= LOOK_AGAIN.total_seconds():
            user = await self._look(name) or user
        if user is None:
            return Membership.GUEST
        return membership(user, sender.account.partition("/")[0], await self._at_home())

    async def _look(self, name: str) -> User | None:
        """The user, `NOBODY` where there is none; None where Slack does not say."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                answer = await self._api.read("users.info", user=name, include_locale=True)
            user = answer.get("user")
        except TimeoutError:
            return None
        except CallFailed as failure:
            user = NOBODY if failure.error in UNKNOWN else None
        if not isinstance(user, dict):
            return None
        self._seen[name] = self._clock.monotonic(), user
        self._seen.move_to_end(name)
        while len(self._seen) > MOST_KEPT:
            self._seen.popitem(last=False)
        return user

    async def _at_home(self) -> frozenset[str]:
        if not self._home:
            try:
                async with asyncio.timeout(PATIENCE.total_seconds()):
                    answer = await self._api.submit("auth.test")
            except (CallFailed, TimeoutError):
                return self._home
            ids = (answer.get("team_id"), answer.get("enterprise_id"))
            self._home = frozenset(each for each in ids if isinstance(each, str) and each)
        return self._home


def user_of(sender: Sender) -> str:
    return sender.account.partition("/")[2]


def membership(user: User, workspace: str, home: frozenset[str]) -> Membership:
    """Of a user as `users.info` tells it, whom a payload said to be of that workspace."""
    belongs_to = {user.get("team_id")}
    match user.get("enterprise_user"):
        case {"enterprise_id": organisation, **rest}:
            teams = rest.get("teams")
            belongs_to |= {organisation, *(teams if isinstance(teams, list) else ())}
    is_gone = user.get("deleted") or user.get("is_stranger")
    if is_gone or workspace not in belongs_to:
        return Membership.STRANGER
    is_guest = user.get("is_restricted") or user.get("is_ultra_restricted")
    return Membership.GUEST if is_guest or not belongs_to & home else Membership.MEMBER
