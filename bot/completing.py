"""What a terminal offers while somebody types: of each command what its usage line speaks of."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from handlers.command import Command
from handlers.groups import known_groups
from messages.language import LANGUAGES
from platforms.console.offers import Offers
from ranking.published import PublishedRecord
from ranking.reading import editions_of

WORD = re.compile(r"[a-z]+")
# Not one of them is offered before the record is there.
NOTHING: Mapping[str, Sequence[str]] = {}


class Completing:
    """Countries from the start; groups, series and editions once the record has been read."""

    def __init__(self, commands: Sequence[Command], countries: Callable[[], Iterable[str]]) -> None:
        self._commands = {c.name: c for c in commands} | {a: c for c in commands for a in c.aliases}
        self._countries = countries
        self._recorded = NOTHING

    def know(self, record: PublishedRecord) -> None:
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
            return Offers(tuple(self._countries()))
        spoken_of = set(WORD.findall(command.usage.text))
        countries = tuple(self._countries()) if "country" in spoken_of else ()
        words = (
            word for kind, known in self._recorded.items() if kind in spoken_of for word in known
        )
        return Offers(countries, tuple(dict.fromkeys(words)))
