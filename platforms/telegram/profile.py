"""What Telegram shows of Kopdar by itself: menus and descriptions, in each language.

Set at start and only where it differs: an administrator may have set the same by hand, and each
change is a call.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from messages.clock import Clock
from messages.introduction import Audience, Introduction, Menu
from messages.request import ChatId
from platforms.telegram.api import BotApi
from platforms.telegram.failure import CallFailed, ChatReplaced, Denied, TokenRefused, TooMany

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=1)
# Nobody waits for a menu, and putting it into words takes the time of a poll.
FIRST_COMES_THE_POLL = timedelta(seconds=0.5)

Parameters = dict[str, Any]
COMMANDS_SHOWN = "commands"


class Profile:
    """Introductions, the one for all other languages first. Nothing is put into words before
    somebody asks for it."""

    def __init__(self, introduce: Callable[[], Sequence[Introduction]] = tuple) -> None:
        self._introduce = introduce
        self.is_bare = introduce is tuple

    @cached_property
    def introductions(self) -> Sequence[Introduction]:
        return self._introduce()

    def speaking(self, language: str | None) -> Introduction | None:
        """The introduction in this language, else the one for all others."""
        spoken = (each for each in self.introductions if each.language == language)
        return next(spoken, self.introductions[0] if self.introductions else None)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing shown: `get` and `set` before `name` make its methods, `place` says where. Without
    a value nothing is to be shown there, and `delete` takes the place of `set`."""

    name: str
    place: Parameters
    value: Parameters

    @property
    def is_nothing(self) -> bool:
        return not any(self.value.values())

    def is_set(self, answer: object) -> bool:
        for name, value in self.value.items():
            return bool((answer.get(name) if isinstance(answer, dict) else answer) == value)
        return True


async def keep_profile(api: BotApi, clock: Clock, profile: Profile) -> None:
    """Bring what everybody sees up to date."""
    if not profile.is_bare:
        await clock.sleep(FIRST_COMES_THE_POLL)
        await keep(api, clock, everything_shown(profile))


async def keep_menus(
    api: BotApi,
    clock: Clock,
    profile: Profile,
    chats: Mapping[ChatId, Audience],
    no_longer: Collection[ChatId],
) -> Collection[ChatId]:
    """As `ShowsMenus.show_menus`."""
    await keep(api, clock, menus_of_chats(profile, chats))
    return [chat for chat in no_longer if await keep(api, clock, no_menus_of(profile, chat))]


async def keep(api: BotApi, clock: Clock, everything: Iterable[Shown]) -> bool:
    """Bring it up to date; what cannot be set is logged and left as it is. False where Telegram
    stopped answering, so that the rest is not seen to."""
    changed = 0
    for shown in everything:
        try:
            changed += await bring_up_to_date(api, clock, shown)
        except (Denied, ChatReplaced) as failure:
            # A chat that was never opened, for instance: the others have nothing to do with that.
            log.info("Telegram set%s refused: %s", shown.name, failure)
        except TokenRefused:
            # The token was taken by getMe: what was not found is the method.
            log.warning("the Telegram server has no menus and descriptions")
            return False
        except CallFailed as failure:
            log.warning("Telegram set%s failed: %s; the rest stays as it is", shown.name, failure)
            return False
    if changed:
        log.info("Telegram menus and descriptions changed: %s", changed)
    return True


async def bring_up_to_date(api: BotApi, clock: Clock, shown: Shown) -> bool:
    """Whether something was changed. Raises `CallFailed` after several attempts."""
    answer = await persistently(api, clock, f"get{shown.name}", shown.place)
    if shown.is_set(answer):
        return False
    if shown.is_nothing:
        await persistently(api, clock, f"delete{shown.name}", shown.place)
    else:
        await persistently(api, clock, f"set{shown.name}", {**shown.place, **shown.value})
    return True


async def persistently(api: BotApi, clock: Clock, method: str, parameters: Parameters) -> Any:
    for attempt in range(1, MOST_ATTEMPTS):
        try:
            return await api.call(method, parameters)
        except (Denied, ChatReplaced, TokenRefused):
            raise
        except CallFailed as failure:
            pause = FIRST_PAUSE * 4**attempt
            if isinstance(failure, TooMany):
                pause = failure.retry_after
            log.info("Telegram %s failed: %s; trying again in %s", method, failure, pause)
            await clock.sleep(pause)
    return await api.call(method, parameters)


def everything_shown(profile: Profile) -> Iterator[Shown]:
    for words, language in spoken_in(profile):
        yield Shown("MyDescription", language, {"description": words.description})
        yield Shown("MyShortDescription", language, {"short_description": words.short})
        yield menu_shown({"type": "default"}, language, words.menus[Audience.EVERYONE])
        yield menu_shown({"type": "all_group_chats"}, language, words.menus[Audience.GROUPS])


def menus_of_chats(profile: Profile, chats: Mapping[ChatId, Audience]) -> Iterator[Shown]:
    for words, language in spoken_in(profile):
        for chat, audience in chats.items():
            if int(chat) < 0 and audience is not Audience.ALLOWED_GROUPS:
                # Who writes as the group may; all others in it see its menu, too.
                continue
            yield menu_shown(scope_of(chat), language, words.menus[audience])


def no_menus_of(profile: Profile, chat: ChatId) -> Iterator[Shown]:
    return (menu_shown(scope_of(chat), language, ()) for _, language in spoken_in(profile))


def spoken_in(profile: Profile) -> Iterator[tuple[Introduction, Parameters]]:
    """Each introduction with what says whom it is for; the first one also for everybody else."""
    for number, words in enumerate(profile.introductions):
        if number == 0:
            yield words, {}
        yield words, {"language_code": words.language}


def scope_of(chat: ChatId) -> Parameters:
    return {"type": "chat", "chat_id": int(chat)}


def menu_shown(scope: Parameters, language: Parameters, menu: Menu) -> Shown:
    commands = [{"command": entry.command, "description": entry.summary} for entry in menu]
    return Shown("MyCommands", {"scope": scope, **language}, {COMMANDS_SHOWN: commands})
