"""From the account that wrote to the person who is spoken to: language and rights."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from messages.language import spoken
from messages.request import Chat, ChatId, Membership, Person, PlatformName, Sender
from storage.database import Database
from storage.moved_chats import former_ids
from storage.people import KnownPerson, find, find_each, identify, remember_platform_language

CONSOLE = "console"
ASK_PLATFORM_AGAIN = timedelta(days=1)
ASK_SILENT_AGAIN = timedelta(hours=1)

log = structlog.get_logger()


class KnowsAccounts(Protocol):
    """What a platform tells of an account when it is asked."""

    async def language_of(self, sender: Sender) -> str | None: ...

    async def membership_of(self, sender: Sender) -> Membership: ...


@dataclass(frozen=True, slots=True)
class Rights:
    """Who may what, by the platform's own numeric ids: `telegram:1`, `slack:T1/U1`, `slack:T1`."""

    administrators: frozenset[str]
    allowed: frozenset[str]

    def is_admin(self, sender: Sender, membership: Membership = Membership.MEMBER) -> bool:
        if sender.platform == CONSOLE:
            return True
        return membership is not Membership.STRANGER and _account(sender) in self.administrators

    def is_allowed(
        self,
        sender: Sender,
        chat: Chat,
        former: frozenset[ChatId] = frozenset(),
        membership: Membership = Membership.MEMBER,
    ) -> bool:
        """The console and administrators always; else the account, its workspace or the chat,
        under the id it has or one that it had before. A guest by the account alone: whoever
        named the workspace or the chat did not think of them."""
        if self.is_admin(sender, membership):
            return True
        if membership is Membership.STRANGER:
            return False
        keys = {_account(sender)}
        if membership is Membership.MEMBER:
            keys.add(f"{sender.platform}:{sender.account.partition('/')[0]}")
            keys |= {f"{chat.platform}-chat:{each}" for each in (chat.id, *former)}
        return bool(keys & self.allowed)

    def names_chats_of(self, platform: PlatformName) -> bool:
        return any(key.startswith(f"{platform}-chat:") for key in self.allowed)


def _account(sender: Sender) -> str:
    return f"{sender.platform}:{sender.account}"


class Identifier:
    def __init__(self, database: Database, rights: Rights, default_language: str) -> None:
        self._database = database
        self._rights = rights
        self._default_language = default_language

    async def person(
        self, sender: Sender, chat: Chat, now: datetime, platform: KnowsAccounts
    ) -> Person:
        """The language ordered, else chosen, else the platform's, else the setting's."""
        account = _account_of(sender)
        known = await self._known(account)
        language = _ordered(sender) or known.chosen_language
        if language is None:
            hint = account.language
            if hint is None:
                hint = await self._platform_language(account, known, now, platform)
            language = spoken(hint) or self._default_language
        rights, former = self._rights, await self._former_ids(chat)
        if not rights.is_allowed(sender, chat, former):
            return Person(known.id, language)
        membership = await platform.membership_of(sender)
        return Person(
            known.id,
            language,
            is_admin=rights.is_admin(sender, membership),
            is_allowed=rights.is_allowed(sender, chat, former, membership),
        )

    async def _former_ids(self, chat: Chat) -> frozenset[ChatId]:
        """Asked only where it can make a difference."""
        if chat.is_private or not self._rights.names_chats_of(chat.platform):
            return frozenset()
        return await self._database.read(
            lambda connection: former_ids(connection, chat.platform, chat.id)
        )

    async def language(self, sender: Sender) -> str:
        """The language to apologise in: nothing is written, nobody asked, no error raised."""
        chosen = None
        try:
            known = await self._database.read(lambda connection: find(connection, sender))
            chosen = known and (known.chosen_language or spoken(known.platform_language))
        except Exception:
            log.exception("person not found", platform=sender.platform)
        return _ordered(sender) or chosen or spoken(sender.language) or self._default_language

    async def _known(self, sender: Sender) -> KnownPerson:
        """Who is known is looked up; only who is new, or has another language, is written."""
        known = await self._database.read_for(sender, find_each)
        if known is not None and sender.language in (None, known.platform_language):
            return known
        return await self._database.write(partial(identify, sender=sender))

    async def _platform_language(
        self, sender: Sender, known: KnownPerson, now: datetime, platform: KnowsAccounts
    ) -> str | None:
        """Events of some platforms carry no language: it is asked for, once a day at most.

        Without an answer the one known before stays, and the platform is asked again sooner.
        """
        asked_at = known.asked_platform_at
        if asked_at is not None and now - asked_at < ASK_PLATFORM_AGAIN:
            return known.platform_language
        language = await platform.language_of(sender)
        if language is None:
            now -= ASK_PLATFORM_AGAIN - ASK_SILENT_AGAIN
        remember = partial(remember_platform_language, sender=sender, language=language, at=now)
        await self._database.write(remember)
        return language or known.platform_language


def _ordered(sender: Sender) -> str | None:
    """What was typed with the question itself (`--lang`) goes before what was once chosen."""
    return spoken(sender.language) if sender.platform == CONSOLE else None


def _account_of(sender: Sender) -> Sender:
    """An order counts for its session; the account that all sessions share does not keep it."""
    return replace(sender, language=None) if sender.platform == CONSOLE else sender
