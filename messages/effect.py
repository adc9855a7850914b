"""What an answer changes, named as nouns; storage applies them in the answer's own commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The asking person wants to be spoken to in this language from now on."""

    language: str


Effect = LanguageChosen
