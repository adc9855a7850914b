"""What a terminal offers while somebody types: of each command what its usage line speaks of."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from handlers.command import Command
from handlers.groups import known_groups
from messages.language import LANGUAGES
from ministries.groups import members_of
from ministries.spelling import fold
from platforms.console.offers import Offers
from ranking.published import PublishedRecord
from ranking.reading import editions_of

WORD = re.compile(r"[a-z]+")
# Not one of them is offered before the record is there.
NOTHING: Mapping[str, Sequence[str]] = {}


class Completing:
    """Countries from the start, by code: ours first, the others by name. Once the record has been
    read our peers come next, and groups, series and editions are there."""

    def __init__(
        self, commands: Sequence[Command], countries: Callable[[], Mapping[str, str]], home: str
    ) -> None:
        self._commands = {c.name: c for c in commands} | {a: c for c in commands for a in c.aliases}
        self._countries = countries
        self._home = home
        self._peers: frozenset[str] = frozenset()
        self._recorded = NOTHING
        self._ordered: tuple[str, ...] = ()

    def know(self, record: PublishedRecord, peer_group: str, on: date) -> None:
        """The record, and with whom we are compared on that day."""
        members = frozenset(members_of(record.memberships, peer_group, on))
        self._peers = members if self._home in members else frozenset()
        self._ordered = ()
        codes = [series.code for series in record.series]
        editions = [f"{e.series} {e.period}" for code in codes for e in editions_of(record, code)]
        self._recorded = {
            "group": known_groups(record),
            "series": codes,
            "edition": [*codes, *editions],
            "language": [language.name for language in LANGUAGES],
        }

    def offers(self, name: str) -> Offers:
        """For the arguments of the command; of one that there is not, any country."""
        command = self._commands.get(name)
        if command is None:
            return Offers(self._names())
        spoken_of = set(WORD.findall(command.usage.text))
        countries = self._names() if "country" in spoken_of else ()
        words = (
            word for kind, known in self._recorded.items() if kind in spoken_of for word in known
        )
        return Offers(countries, tuple(dict.fromkeys(words)))

    def _names(self) -> tuple[str, ...]:
        """In the order in which they are offered, put into it once: it is asked for at each key."""
        if not self._ordered:
            names = self._countries()
            codes = sorted(names, key=lambda code: (self._place(code), fold(names[code])))
            self._ordered = tuple(names[code] for code in codes)
        return self._ordered

    def _place(self, code: str) -> int:
        return 0 if code == self._home else 1 if code in self._peers else 2
