"""Reads the shipped files of country names (`data/names/`) into the index that resolves them."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ministries.names import Claim, CountryNames, Form, NameRecord

CLDR = "cldr.csv"
# Columns of `CLDR` that are no language of ours, but other spellings of one.
ONLY_SPELLINGS = frozenset({"zh_Hant", "zh_HK"})
CODE_COLUMNS = ("code", "alpha3")
# Reviewed names that CLDR lacks: one file a language, then those of no language in particular.
REVIEWED = ("en", "id", "ms", "fr", "es", "zh", "ja", "ko", "th", "ar", "own", "ministries")

ByLanguage = Mapping[str, Mapping[str, str]]


def load_names(folder: Path, home_country: str) -> CountryNames:
    """The index made of the files in `folder`, read now. Raises what `read_names` raises."""
    record = read_names(folder, home_country)
    return CountryNames(lambda: record)


def read_names(folder: Path, home_country: str) -> NameRecord:
    """What the files in `folder` say.

    `home_country` (ISO 3166-1 alpha-2) says whose own names are shown: those of `shown-ID.toml`
    before CLDR's. A home ministry without such a file shows CLDR's.
    Raises ValueError, naming the file, for a code that is no country's.
    """
    rows = _read_rows(folder / CLDR)
    known = frozenset(row["code"] for row in rows)
    shown = _shown(rows, _read_home(folder / f"shown-{home_country}.toml", known))
    reviewed = (_read_claims(folder / f"{name}.toml", known) for name in REVIEWED)
    return NameRecord(
        shown=shown,
        claims=[*_claims(rows, shown), *(claim for claims in reviewed for claim in claims)],
        several=_read_several(folder / "several.toml", known),
        nearby=_read_nearby(folder / "nearby.toml", known),
        forms=_read_forms(folder / "forms.toml", known),
    )


def _shown(rows: list[dict[str, str]], home: ByLanguage) -> ByLanguage:
    languages = [column for column in rows[0] if column not in ONLY_SPELLINGS.union(CODE_COLUMNS)]
    return {
        language: {row["code"]: row[language] for row in rows} | dict(home.get(language, {}))
        for language in languages
    }


def _claims(rows: list[dict[str, str]], shown: ByLanguage) -> Iterator[Claim]:
    """Codes, names as CLDR has them, and names as they are shown: each can be typed."""
    for row in rows:
        yield from (Claim(name, row["code"]) for name in row.values() if name)
    for names in shown.values():
        yield from (Claim(name, code) for code, name in names.items())


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_home(path: Path, known: frozenset[str]) -> ByLanguage:
    if not path.exists():
        return {}
    home: ByLanguage = _read_toml(path)
    for names in home.values():
        _refuse_unknown(path, names, known)
    return home


def _read_claims(path: Path, known: frozenset[str]) -> Iterator[Claim]:
    named = _read_toml(path)
    _refuse_unknown(path, named, known)
    for code, names in named.items():
        yield from (Claim(name, code) for name in names)


def _read_several(path: Path, known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    several = {name: tuple(codes) for name, codes in _read_toml(path).items()}
    _refuse_unknown(path, (code for codes in several.values() for code in codes), known)
    return several


def _read_nearby(path: Path, known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    nearby: dict[str, tuple[str, ...]] = {}
    for claim in _read_claims(path, known):
        nearby[claim.name] = (*nearby.get(claim.name, ()), claim.code)
    return nearby


def _read_forms(path: Path, known: frozenset[str]) -> tuple[Form, ...]:
    forms = _read_toml(path).values()
    _refuse_unknown(path, (code for form in forms for code in form["never"]), known)
    return tuple(
        Form(tuple(form["before"]), tuple(form["after"]), frozenset(form["never"]))
        for form in forms
    )


def _read_toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _refuse_unknown(
    path: Path, codes: Iterator[str] | Mapping[str, Any], known: frozenset[str]
) -> None:
    unknown = sorted(set(codes) - known)
    if unknown:
        raise ValueError(f"{path}: no country has the code {', '.join(unknown)}")
