"""The people who run Kopdar, and how they are told what they have to look at."""

import asyncio
from collections.abc import Collection, Mapping

import structlog

from bot.middleware.identify import Identifier
from bot.speech import Speech
from messages.clock import Clock
from messages.delivery import Lane, Letter, LetterKey, LetterKind
from messages.reply import Reply
from messages.request import AccountId, PlatformName, Request, RequestKey, Sender
from platforms.contract import Platform

log = structlog.get_logger()


class Operators:
    """`accounts` are those of the setting ADMINS, such as `telegram:1` and `slack:T1/U1`.

    Whoever commits letters made here sets `letters_waiting` afterwards.
    """

    def __init__(
        self,
        accounts: Collection[str],
        platforms: Mapping[PlatformName, Platform],
        identifier: Identifier,
        speech: Speech,
        clock: Clock,
        letters_waiting: asyncio.Event,
    ) -> None:
        self._accounts = sorted(accounts)
        self._platforms = platforms
        self._identifier = identifier
        self._speech = speech
        self._clock = clock
        self.letters_waiting = letters_waiting

    async def letters(
        self, key: str, reply: Reply, avoiding: PlatformName | None = None
    ) -> tuple[Letter, ...]:
        """One for each operator, in that person's language, on every platform but `avoiding`.

        `key` names what they are told: letters of a key that is in the outbox already are not
        written again.
        """
        senders = [self._sender(account) for account in self._accounts]
        reached = [
            each
            for each in senders
            if each.platform in self._platforms and each.platform != avoiding
        ]
        if not reached:
            log.warning("no operator to tell", about=key)
        return tuple([await self._letter(key, reply, sender) for sender in reached])

    async def _letter(self, key: str, reply: Reply, sender: Sender) -> Letter:
        platform, now = self._platforms[sender.platform], self._clock.now()
        chat = platform.chat_with(sender.account)
        wording = self._speech.wording(await self._identifier.language(sender))
        name = f"notice:{key}:{sender.platform}:{sender.account}"
        # Nobody asked; rendering wants to know where, and in answer to what.
        unasked = Request(RequestKey(name), sender, chat, "", "", now)
        return Letter(
            key=LetterKey(name),
            chat=chat,
            pieces=platform.render(unasked, reply, wording, None),
            kind=LetterKind.NOTICE,
            lane=Lane.ANSWER,
            created_at=now,
            not_before=now,
            language=wording.language,
        )

    @staticmethod
    def _sender(account: str) -> Sender:
        platform, _, name = account.partition(":")
        return Sender(PlatformName(platform), AccountId(name))
