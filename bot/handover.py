"""From those who write letters to the one that sends them.

Most letters wait in the outbox until they are claimed. An answer that nothing of its chat comes
before is leased by the very commit that writes it, and handed over: that saves a commit, and the
reading of what was just written.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from messages.delivery import Claimed, Letter


@dataclass
class Handover:
    """`letters_waiting` is set when the outbox may hold something new. `owner` signs the leases of
    whoever takes what is leased; None: nobody does."""

    letters_waiting: asyncio.Event = field(default_factory=asyncio.Event)
    owner: str | None = None
    _take: Callable[[Claimed], None] | None = None

    def to(self, owner: str, take: Callable[[Claimed], None]) -> None:
        self.owner, self._take = owner, take

    def hand(self, written: Collection[Letter], leased: Collection[Claimed] = ()) -> None:
        """After the commit."""
        for claimed in leased:
            assert self._take is not None
            self._take(claimed)
        if len(leased) < len(written):
            self.letters_waiting.set()
