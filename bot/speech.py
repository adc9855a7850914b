"""One `Wording` a language, with the names that the home ministry uses."""

from messages.catalogue import load_catalogue
from messages.wording import Wording
from ministries.names import CountryNames


class Speech:
    def __init__(self, names: CountryNames) -> None:
        self._names = names
        self._wordings: dict[str, Wording] = {}

    def wording(self, language: str) -> Wording:
        if language not in self._wordings:
            self._wordings[language] = Wording(
                language, load_catalogue(language), self._names.shown(language)
            )
        return self._wordings[language]
