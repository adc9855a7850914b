"""What delivery finds out about chats: closed, moved, open again; the operator is told once."""

from datetime import timedelta
from functools import partial

import structlog

from bot.operators import Operators
from bot.patience import patiently
from messages.clock import Clock
from messages.delivery import Closed, Letter, LetterKind
from messages.phrase import phrase, verbatim
from messages.reply import Button, Fact, Facts, Note, Reply, Text, Title
from messages.request import Chat, ChatId, PlatformName
from storage import closed_chats, moved_chats, outbox
from storage.closed_chats import EVERY_CHAT, ClosedChat
from storage.database import Connection, Database

# A closed chat is tried once more after that: somebody may have opened it and told nobody.
TRY_CLOSED_AFTER = timedelta(days=1)

log = structlog.get_logger()

_Way = tuple[PlatformName, ChatId]


class Notices:
    """Writes for itself, before the letter concerned is marked: what is repeated after a crash
    is known already, and told to nobody twice."""

    def __init__(self, database: Database, clock: Clock, operators: Operators) -> None:
        self._database = database
        self._clock = clock
        self._operators = operators
        self._closed: dict[_Way, ClosedChat] = {}

    def know(self, closed: tuple[ClosedChat, ...]) -> None:
        """These are closed now, and no others."""
        self._closed = {(each.platform, each.chat): each for each in closed}

    def closed(self, chat: Chat) -> ClosedChat | None:
        """What keeps the chat from taking anything, as far as is known: its own trouble, or its
        platform's."""
        own = self._known(chat.platform, chat.id)
        return own or self._known(chat.platform, EVERY_CHAT)

    async def close(self, letter: Letter, outcome: Closed) -> None:
        platform = letter.chat.platform
        chat = EVERY_CHAT if outcome.is_general else letter.chat.id
        known = self._known(platform, chat)
        if known is not None and known.reason == outcome.reason:
            return
        closed = ClosedChat(platform, chat, outcome.reason, self._clock.now())
        notices: tuple[Letter, ...] = ()
        # Who cannot be reached is not written to about it: that would go round in circles.
        if letter.kind is not LetterKind.NOTICE:
            key = f"closed:{platform}:{chat}:{closed.closed_at.isoformat()}"
            avoiding = platform if outcome.is_general else None
            notices = await self._operators.letters(key, about(closed), avoiding)

        def close(connection: Connection) -> None:
            if closed_chats.close(connection, closed):
                outbox.add(connection, notices)

        await patiently(self._clock, partial(self._database.write, close))
        self._closed[platform, chat] = closed
        log.warning("chat closed", platform=platform, chat=chat, reason=outcome.reason)
        self._operators.letters_waiting.set()

    def _known(self, platform: PlatformName, chat: ChatId) -> ClosedChat | None:
        """Not for ever: it has to be found so again."""
        closed = self._closed.get((platform, chat))
        if closed is None or self._clock.now() - closed.closed_at >= TRY_CLOSED_AFTER:
            return None
        return closed

    async def move(self, old: Chat, new: Chat) -> None:
        def move(connection: Connection) -> None:
            moved_chats.move(connection, old.platform, old.id, new.id)

        await patiently(self._clock, partial(self._database.write, move))
        log.warning("chat moved", platform=old.platform, chat=old.id, now=new.id)

    async def arrived(self, chat: Chat) -> None:
        """What takes a letter is not closed any more; where that was said of the platform, what
        was set aside for it goes out."""
        for way in ((chat.platform, chat.id), (chat.platform, EVERY_CHAT)):
            if way not in self._closed:
                continue

            def reopen(connection: Connection, way: _Way = way) -> None:
                if way[1] == EVERY_CHAT:
                    closed_chats.reopen_platform(connection, way[0])
                else:
                    closed_chats.reopen(connection, *way)

            await patiently(self._clock, partial(self._database.write, reopen))
            self._closed.pop(way, None)
            self._operators.letters_waiting.set()
            log.info("chat open again", platform=way[0], chat=way[1])


def about(closed: ClosedChat) -> Reply:
    """To the operator: what is closed, why, and what becomes of the letters."""
    of_one = closed.chat != EVERY_CHAT
    what = phrase("A chat takes no messages") if of_one else phrase("A platform takes no messages")
    facts = [Fact(phrase("Platform"), verbatim(closed.platform))]
    if of_one:
        facts.append(Fact(phrase("Chat"), verbatim(closed.chat)))
    facts.append(Fact(phrase("Reason"), verbatim(closed.reason)))
    return Reply(
        parts=(
            Title(what),
            Facts(tuple(facts)),
            Text(
                phrase(
                    "What was to go there is set aside and not lost. When it is mended, send it "
                    "again or drop it with /outbox."
                )
            ),
            Note(phrase("You are told once for each reason.")),
        ),
        buttons=(Button(phrase("What is set aside"), "outbox"),),
    )
