"""`freshness=100 languages=8`: named changes, read strictly; nothing is guessed or dropped."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from handlers.words import listed
from messages.phrase import Value, phrase, typed
from messages.problem import NotUnderstood
from ranking.measured import MeasuredEdition

MOST_CHANGES = 12
GREATEST = 1e15
EQUALS = re.compile(r"\s*=\s*")
NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,9})?%?", re.ASCII)
# 1,000 may be a thousand or one, by who wrote it.
THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+%?", re.ASCII)


def split_changes(arguments: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The arguments without the changes, and each change as it was typed: name and number."""
    words = EQUALS.sub("=", arguments).split()
    changes = tuple((w.partition("=")[0], w.partition("=")[2]) for w in words if "=" in w)
    return " ".join(word for word in words if "=" not in word), changes


def read_changes(made: MeasuredEdition, changes: Sequence[tuple[str, str]]) -> dict[str, float]:
    """By indicator; raises NotUnderstood with what to type instead."""
    if len(changes) > MOST_CHANGES:
        raise NotUnderstood(
            phrase("These are {count} changes; I try {most} at once.", count=len(changes), most=12)
        )
    values: dict[str, float] = {}
    for name, number in changes:
        code = _indicator(made, name)
        if code in values:
            raise NotUnderstood(phrase("“{name}” is named twice. Name it once.", name=code))
        values[code] = _number(code, number)
    return values


def _indicator(made: MeasuredEdition, name: str) -> str:
    codes = [indicator.code for indicator in made.methodology.indicators]
    by_name = {code.casefold(): code for code in codes}
    code = by_name.get(name.casefold()) or by_name.get(name.casefold().replace("-", "_"))
    if code is None:
        near: list[Value] = list(get_close_matches(name, codes, n=3)) or list(codes[:3])
        raise NotUnderstood(
            phrase("There is no indicator called “{name}”.", name=typed(name)),
            phrase("The nearest: {names}. For example: /whatif freshness=100", names=listed(near)),
        )
    return code


def _number(code: str, number: str) -> float:
    if THOUSANDS.fullmatch(number):
        raise NotUnderstood(
            phrase("“{number}” can be read in two ways.", number=typed(number)),
            phrase(
                "Type it without separators of thousands: /whatif {code}=1000, or with one decimal "
                "point: /whatif {code}=1.5",
                code=code,
            ),
        )
    if not NUMBER.fullmatch(number):
        raise NotUnderstood(
            phrase("“{number}” is not a number.", number=typed(number)),
            phrase("Type it like this: /whatif {code}=100", code=code),
        )
    return float(number.removesuffix("%").replace(",", "."))
