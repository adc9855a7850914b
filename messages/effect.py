"""What an answer or a duty changes, named as nouns; storage applies them in the same commit."""

from dataclasses import dataclass
from datetime import datetime

from messages.form import Draft, DraftId
from messages.request import Chat


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The asking person wants to be spoken to in this language from now on."""

    language: str


@dataclass(frozen=True, slots=True)
class DraftKept:
    """Where the asking person stands in a form in this chat. `step_before` is the step that it
    was taken from (None: there was no draft): somebody who was quicker is not overwritten."""

    chat: Chat
    draft: Draft
    step_before: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """The form is finished or given up; of another draft than this nothing is dropped."""

    chat: Chat
    draft: DraftId


@dataclass(frozen=True, slots=True)
class OldForgotten:
    """What was done, or failed, before these instants (UTC) is deleted."""

    done_before: datetime
    failed_before: datetime


@dataclass(frozen=True, slots=True)
class LetterResent:
    """An operator wants the letter with this number sent after all."""

    number: int


@dataclass(frozen=True, slots=True)
class LetterDropped:
    """An operator wants the letter with this number sent no more."""

    number: int


Effect = LanguageChosen | DraftKept | DraftDropped | LetterResent | LetterDropped
DutyEffect = OldForgotten
