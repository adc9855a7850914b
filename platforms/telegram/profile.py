"""What Telegram shows of Kopdar by itself: menus and descriptions, in each language.

Set at start and only where it differs: an administrator may have set the same by hand, and each
change is a call.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any

from messages.clock import Clock
from messages.introduction import Audience, Introduction, Menu
from messages.request import ChatId
from platforms.telegram.api import BotApi
from platforms.telegram.failure import CallFailed, Denied, TokenRefused, TooMany

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=1)
# Nobody waits for a menu, and putting it into words takes the time of a poll.
FIRST_COMES_THE_POLL = timedelta(seconds=0.5)
# For everyone whose language has no words of its own.
ALL_LANGUAGES = ""

Parameters = dict[str, Any]
COMMANDS_SHOWN = "commands"


class Profile:
    """Introductions, the one for all other languages first, and the chats with a menu of their
    own, by their numbers. Nothing is put into words before somebody asks for it."""

    def __init__(
        self,
        introduce: Callable[[], Sequence[Introduction]] = tuple,
        special_chats: Mapping[ChatId, Audience] = MappingProxyType({}),
    ) -> None:
        self._introduce = introduce
        self.is_bare = introduce is tuple
        self.special_chats = special_chats

    @cached_property
    def introductions(self) -> Sequence[Introduction]:
        return self._introduce()

    def speaking(self, language: str | None) -> Introduction | None:
        """The introduction in this language, else the one for all others."""
        spoken = (each for each in self.introductions if each.language == language)
        return next(spoken, self.introductions[0] if self.introductions else None)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing shown: `get` and `set` before `name` make its methods, `place` says where."""

    name: str
    place: Parameters
    value: Parameters

    def is_set(self, answer: object) -> bool:
        for name, value in self.value.items():
            return bool((answer.get(name) if isinstance(answer, dict) else answer) == value)
        return True


async def keep_profile(api: BotApi, clock: Clock, profile: Profile) -> None:
    """Bring all of it up to date; what cannot be set is logged and left as it is."""
    if profile.is_bare:
        return
    await clock.sleep(FIRST_COMES_THE_POLL)
    changed = 0
    for shown in everything_shown(profile):
        try:
            changed += await bring_up_to_date(api, clock, shown)
        except Denied as failure:
            # A chat that was never opened, for instance: the others have nothing to do with that.
            log.info("Telegram set%s refused: %s", shown.name, failure)
        except TokenRefused:
            # The token was taken by getMe: what was not found is the method.
            log.warning("the Telegram server has no menus and descriptions")
            return
        except CallFailed as failure:
            log.warning("Telegram set%s failed: %s; the rest stays as it is", shown.name, failure)
            return
    if changed:
        log.info("Telegram menus and descriptions changed: %s", changed)


async def bring_up_to_date(api: BotApi, clock: Clock, shown: Shown) -> bool:
    """Whether something was changed. Raises `CallFailed` after several attempts."""
    answer = await persistently(api, clock, f"get{shown.name}", shown.place)
    if shown.is_set(answer):
        return False
    await persistently(api, clock, f"set{shown.name}", {**shown.place, **shown.value})
    return True


async def persistently(api: BotApi, clock: Clock, method: str, parameters: Parameters) -> Any:
    for attempt in range(1, MOST_ATTEMPTS):
        try:
            return await api.call(method, parameters)
        except (Denied, TokenRefused):
            raise
        except CallFailed as failure:
            pause = FIRST_PAUSE * 4**attempt
            if isinstance(failure, TooMany):
                pause = failure.retry_after
            log.info("Telegram %s failed: %s; trying again in %s", method, failure, pause)
            await clock.sleep(pause)
    return await api.call(method, parameters)


def everything_shown(profile: Profile) -> Iterator[Shown]:
    for number, words in enumerate(profile.introductions):
        codes = (ALL_LANGUAGES, words.language) if number == 0 else (words.language,)
        for code in codes:
            language = {"language_code": code} if code else {}
            yield Shown("MyDescription", language, {"description": words.description})
            yield Shown("MyShortDescription", language, {"short_description": words.short})
            for scope, menu in menus(words, profile.special_chats):
                place = {"scope": scope, **language}
                yield Shown("MyCommands", place, {COMMANDS_SHOWN: commands(menu)})


def menus(
    words: Introduction, special_chats: Mapping[ChatId, Audience]
) -> Iterator[tuple[Parameters, Menu]]:
    """Each scope with its menu. A chat whose people may ask no more than everyone needs none."""
    yield {"type": "default"}, words.menus[Audience.EVERYONE]
    yield {"type": "all_group_chats"}, words.menus[Audience.GROUPS]
    for chat, audience in special_chats.items():
        if words.menus[audience] != words.menus[Audience.EVERYONE]:
            yield {"type": "chat", "chat_id": int(chat)}, words.menus[audience]


def commands(menu: Menu) -> list[dict[str, str]]:
    return [{"command": entry.command, "description": entry.summary} for entry in menu]
