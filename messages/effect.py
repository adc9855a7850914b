"""What an answer or a duty changes, named as nouns; storage applies them in the same commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The asking person wants to be spoken to in this language from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class OldForgotten:
    """What was done, or failed, before these instants (UTC) is deleted."""

    done_before: datetime
    failed_before: datetime


Effect = LanguageChosen
DutyEffect = OldForgotten
