"""A sentence before it becomes words: catalogue text and named values.

One `Phrase` serves every language, and a test can look at the values instead of the prose.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from messages.shortened import shortened

TYPED_LIMIT = 60


@dataclass(frozen=True, slots=True)
class CountryName:
    """The shown name of a country, by ISO 3166-1 alpha-2 code (or EU)."""

    code: str


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A place in an order: 1st, ke-1."""

    number: int


@dataclass(frozen=True, slots=True)
class LanguageName:
    """The shown name of a language, by its CLDR code: French, bahasa Prancis."""

    code: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, where no day is known: December 2019."""

    year: int
    number: int


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, aware, in the zone that it is to be told in; to the minute."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time, told roughly: 3 weeks, 2 hours."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Listed:
    """Several values joined as the language joins them: A, B and C; A, B or C."""

    items: "tuple[Value, ...]"
    is_choice: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Catalogue text (English, `{name}` placeholders) with its values.

    `plural` and `count` choose the form by number; `context` tells homonyms apart.
    """

    text: str
    values: "Mapping[str, Value]" = field(default_factory=dict)
    plural: str | None = None
    count: int = 0
    context: str | None = None


Named = CountryName | LanguageName
Value = str | int | Decimal | date | Phrase | Named | Ordinal | Listed | Month | Moment | Span


def phrase(text: str, /, **values: Value) -> Phrase:
    """A catalogue sentence; the extractor reads its first argument."""
    return Phrase(text, values)


def plural_phrase(one: str, many: str, count: int, /, **values: Value) -> Phrase:
    """A catalogue sentence that depends on a number; `{count}` is that number."""
    return Phrase(one, {"count": count, **values}, many, count)


def context_phrase(context: str, text: str, /, **values: Value) -> Phrase:
    """A catalogue sentence whose meaning needs a context, such as a heading and a verb alike."""
    return Phrase(text, values, context=context)


def verbatim(value: Value) -> Phrase:
    """A value by itself, in no language: a number, a name, a code."""
    return Phrase("{value}", {"value": value})


def joined(*phrases: Phrase, between: str = " ") -> Phrase:
    """One after the other, as sentences of a paragraph are."""
    values = {f"phrase{number}": one for number, one in enumerate(phrases)}
    return Phrase(between.join("{" + name + "}" for name in values), values)


def typed(text: str, limit: int = TYPED_LIMIT) -> str:
    """What somebody typed, fit to be shown back: one line, no controls, at most `limit` letters.

    Format characters (bidirectional overrides, zero-width) and line breaks could disorder the
    text around them; each renderer escapes its own markup besides.
    """
    one_line = " ".join(text[: limit * 8].split())
    shown = "".join(c for c in one_line if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    return shortened(shown, limit)
