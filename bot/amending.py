"""An answer takes the place of another, where a question is edited or a button pressed: what stands
there now, and whether anything is to change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from messages.clock import Clock
from messages.delivery import LetterState, Said
from messages.request import Request
from storage.database import Connection, Database
from storage.shown import answer_shown_in
from storage.versions import EarlierAnswer, earlier_answer, is_outdated

LOOK_AGAIN = timedelta(milliseconds=200)
# Longer than any platform lets a call take.
MOST_LOOKS = 300

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Amending:
    database: Database
    clock: Clock

    async def has_nothing_to_say(self, edit: Request) -> bool:
        """Where a newer version is here already, or this one asks what was answered before:
        platforms tell of changes too that nobody sees."""
        asked = (edit.command, edit.arguments)

        def look(connection: Connection) -> bool:
            if is_outdated(connection, edit):
                return True
            earlier = earlier_answer(connection, edit)
            return earlier is not None and (earlier.command, earlier.arguments) == asked

        return await self.database.read(look)

    async def earlier(self, edit: Request) -> EarlierAnswer | None:
        """The answer before this one, once it is not just being sent."""
        for _ in range(MOST_LOOKS):
            found = await self.database.read(lambda connection: earlier_answer(connection, edit))
            if found is None or found.state is not LetterState.SENDING:
                return found
            await self.clock.sleep(LOOK_AGAIN)
        log.warning("the earlier answer is still being sent; a new one goes out", request=edit.key)
        return None

    async def in_place_of(self, request: Request, earlier: EarlierAnswer | None) -> Sequence[Said]:
        """All messages of the answer that this one may take the place of: the earlier one, or that
        under which a button was pressed. Either was changed, where a button was pressed since."""
        messages = [said.message_id for said in earlier.said] if earlier else []
        if request.is_press and request.reply_to:
            messages = [request.reply_to]
        if not messages:
            return ()
        shown = await self.database.read(
            lambda connection: answer_shown_in(connection, request.chat, messages)
        )
        return shown or (earlier.said if earlier else ())
