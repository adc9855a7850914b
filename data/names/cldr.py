"""Writes `cldr.csv`: what CLDR calls each country in our ten languages.

    python data/names/cldr.py

Read from Babel once and shipped, since ten locales in memory cost 30 MB that nothing else needs.
A test holds the file against the installed Babel: after an upgrade, write it anew and look at
what changed. `ALPHA3` comes from CLDR's aliases, which still hold the codes of former countries.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from babel import Locale
from babel.core import get_global

FILE = Path(__file__).with_name("cldr.csv")
LOCALES = {
    "en": "en",
    "id": "id",
    "ms": "ms",
    "fr": "fr",
    "es": "es",
    "zh": "zh_Hans",
    "zh_Hant": "zh_Hant",
    "zh_HK": "zh_Hant_HK",
    "ja": "ja",
    "ko": "ko",
    "th": "th",
    "ar": "ar",
}
# Two letters, but no country of ISO 3166-1: islands and groups that CLDR needs, and its tests.
NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
FORMER_ALPHA3 = {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"}


def rows() -> Iterator[list[str]]:
    """A heading, then `code, alpha-3 (empty: none), one name a locale`, by code."""
    named = [_names(locale) for locale in LOCALES.values()]
    alpha3 = {
        codes[0]: long
        for long, codes in get_global("territory_aliases").items()
        if len(long) == 3 and long.isalpha() and len(codes) == 1 and long not in FORMER_ALPHA3
    }
    yield ["code", "alpha3", *LOCALES]
    for code in sorted(code for code in named[0] if len(code) == 2 and code not in NO_COUNTRY):
        # The European Union and Kosovo have no code in ISO 3166-1 alpha-3.
        yield [
            code,
            "" if code in {"EU", "XK"} else alpha3[code],
            *(names[code] for names in named),
        ]


def _names(locale: str) -> dict[str, str]:
    territories = Locale.parse(locale).territories
    return {str(code): str(name) for code, name in territories.items()}


def write(file: TextIO) -> None:
    csv.writer(file, lineterminator="\n").writerows(rows())


if __name__ == "__main__":
    with FILE.open("w", encoding="utf-8", newline="") as file:
        write(file)
