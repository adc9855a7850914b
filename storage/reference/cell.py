"""How one cell is read: text in, value out, or `Wrong`. Nothing is mended on the way."""

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from messages.phrase import typed

ReadCell = Callable[[str], Any]

WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,11}", re.ASCII)
DECIMAL = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?", re.ASCII)
CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)
# Years outside these are numbers of something else (`/rank Indonesia 2017` reads them so too).
FIRST_YEAR, LAST_YEAR = 1900, 2100

EXPECTED_ADDRESS = "an address that begins with https:// or http://"


class Wrong(Exception):
    """What was found in the cell, and what is expected there."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected


def quoted(cell: str) -> str:
    return f"'{typed(cell)}'"


def text(cell: str) -> str:
    if not cell:
        raise Wrong("is empty", "a text")
    return any_text(cell)


def any_text(cell: str) -> str:
    if cell != cell.strip():
        raise Wrong(f"{quoted(cell)} has blanks around it", "none")
    return cell


def code(cell: str) -> str:
    if not CODE.fullmatch(cell):
        raise Wrong(f"{quoted(cell)} is not a code", "small letters, digits, - and _")
    return cell


def one_of(*choices: str) -> ReadCell:
    def read(cell: str) -> str:
        if cell not in choices:
            raise Wrong(f"{quoted(cell)} is not known", f"one of {', '.join(choices)}")
        return cell

    return read


def country(codes: Collection[str]) -> ReadCell:
    def read(cell: str) -> str:
        if cell not in codes:
            raise Wrong(f"{quoted(cell)} is not a country", "an ISO 3166-1 alpha-2 code, or EU")
        return cell

    return read


def whole_number(least: int, expected: str) -> ReadCell:
    def read(cell: str) -> int:
        if not WHOLE_NUMBER.fullmatch(cell):
            raise Wrong(f"{quoted(cell)} is not a whole number", expected)
        if int(cell) < least:
            raise Wrong(f"{cell} is too small", expected)
        return int(cell)

    return read


def decimal(cell: str) -> Decimal:
    if not DECIMAL.fullmatch(cell):
        raise Wrong(f"{quoted(cell)} is not a number", "digits, with a point before decimals")
    return Decimal(cell)


def year(cell: str) -> str:
    if not (WHOLE_NUMBER.fullmatch(cell) and FIRST_YEAR <= int(cell) <= LAST_YEAR):
        raise Wrong(f"{quoted(cell)} is not a year", f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return cell


def day(cell: str) -> date:
    expected = "a date as in 2017-12-31"
    if not DAY.fullmatch(cell):
        raise Wrong(f"{quoted(cell)} is not a date", expected)
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise Wrong(f"{quoted(cell)} is not in the calendar", expected) from None


def day_or_month(cell: str) -> str:
    if not MONTH.fullmatch(cell):
        try:
            day(cell)
        except Wrong as wrong:
            raise Wrong(wrong.found, "a date as in 2017-12-31, or a month as in 2017-12") from None
    return cell


def zone(cell: str) -> str:
    if cell not in known_zones():
        raise Wrong(f"{quoted(cell)} is not a time zone", "a name as in Asia/Jakarta")
    return cell


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def address(cell: str) -> str:
    try:
        parts = urlsplit(cell)
        is_web = parts.scheme in {"https", "http"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or any(letter.isspace() for letter in cell):
        raise Wrong(f"{quoted(cell)} is not a web address", EXPECTED_ADDRESS)
    return cell


def optional(read: ReadCell, empty: Any) -> ReadCell:
    """The same, but an empty cell is `empty`."""

    def read_if_given(cell: str) -> Any:
        if not cell:
            return empty
        try:
            return read(cell)
        except Wrong as wrong:
            raise Wrong(wrong.found, f"{wrong.expected}, or nothing") from None

    return read_if_given
