"""The shipped name files: true to CLDR, reviewed where they disagree, and refused when wrong."""

import csv
import io
import shutil
import tomllib
from pathlib import Path

import pytest

from data.names import cldr
from ministries.names import CountryNames, Found, SeveralMeant, Suggested
from ministries.spelling import fold, join
from storage.names import REVIEWED, load_names

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "names"
LANGUAGES = ("id", "en", "fr", "zh", "es", "ar", "th", "ja", "ko", "ms")


@pytest.fixture(scope="module")
def names() -> CountryNames:
    return load_names(SHIPPED, "ID")


def test_the_shipped_names_are_those_of_the_installed_cldr() -> None:
    written = io.StringIO()
    cldr.write(written)
    assert cldr.FILE.read_text(encoding="utf-8") == written.getvalue()


def test_every_name_in_every_file_means_what_it_stands_for(names: CountryNames) -> None:
    wrong = [
        (name, code)
        for name, code in _all_names()
        if names.match(name) != Found(code) and code not in _meant(names, name)
    ]
    assert wrong == []


def test_every_name_with_two_meanings_was_reviewed(names: CountryNames) -> None:
    several = tomllib.loads((SHIPPED / "several.toml").read_text(encoding="utf-8"))
    reviewed = {spelling for name in several for spelling in (fold(name), join(fold(name)))}
    assert set(names.ambiguous) <= reviewed
    for name, codes in several.items():
        assert names.match(name) == SeveralMeant(tuple(codes))


def test_what_is_nearby_is_never_an_answer(names: CountryNames) -> None:
    for code, places in _toml("nearby").items():
        for place in places:
            match names.match(place):
                case Suggested(codes):
                    assert code in codes, place
                case other:
                    pytest.fail(f"{place}: {other}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_shown_in_every_language(names: CountryNames, language: str) -> None:
    shown = names.shown(language)
    assert set(shown) == names.codes
    assert all(shown.values())
    for code, name in shown.items():
        assert names.match(name) == Found(code) or code in _meant(names, name)


@pytest.mark.parametrize("language", ["en", "id"])
def test_no_two_countries_are_shown_alike(names: CountryNames, language: str) -> None:
    shown = names.shown(language)
    assert len(set(shown.values())) == len(shown)


@pytest.mark.parametrize(
    ("code", "english", "indonesian"),
    [
        ("PS", "Palestine", "Palestina"),
        ("MM", "Myanmar", "Myanmar"),
        ("CD", "Democratic Republic of the Congo", "Republik Demokratik Kongo"),
        ("CG", "Republic of the Congo", "Republik Kongo"),
        ("CI", "Côte d’Ivoire", "Pantai Gading"),
        ("TR", "Türkiye", "Türkiye"),
        ("AE", "United Arab Emirates", "Uni Emirat Arab"),
        ("KR", "South Korea", "Korea Selatan"),
        ("GB", "United Kingdom", "Inggris"),
        ("US", "United States", "Amerika Serikat"),
        ("EU", "European Union", "Uni Eropa"),
        ("TW", "Taiwan", "Taiwan"),
        ("VA", "Holy See", "Takhta Suci"),
        ("CN", "China", "Tiongkok"),
        ("TL", "Timor-Leste", "Timor-Leste"),
    ],
)
def test_indonesias_ministry_shows_its_own_names(
    names: CountryNames, code: str, english: str, indonesian: str
) -> None:
    assert (names.shown("en")[code], names.shown("id")[code]) == (english, indonesian)


def test_each_override_changes_what_cldr_says() -> None:
    plain = load_names(SHIPPED, "XX")
    for language, overrides in _toml("shown-ID").items():
        for code, name in overrides.items():
            assert plain.shown(language)[code] != name


def test_a_ministry_without_an_override_shows_cldr(names: CountryNames) -> None:
    plain = load_names(SHIPPED, "NL")
    assert plain.shown("en")["PS"] == "Palestinian Territories"
    assert plain.match("Palestine") == Found("PS")
    assert names.shown("en")["PS"] == "Palestine"


def test_another_language_is_refused(names: CountryNames) -> None:
    with pytest.raises(KeyError):
        names.shown("nl")


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("fr.toml", 'ZQ = ["Zubrowka"]\n'),
        ("several.toml", 'Zubrowka = ["ID", "ZQ"]\n'),
        ("nearby.toml", 'ZQ = ["Lutz"]\n'),
        ("forms.toml", '[empire]\nnever = ["ZQ"]\nbefore = []\nafter = []\n'),
        ("shown-ID.toml", 'ZQ = "Zubrowka"\n'),
    ],
)
def test_an_unknown_code_is_refused_by_file_and_code(tmp_path: Path, file: str, line: str) -> None:
    folder = tmp_path / "names"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / file).open("a", encoding="utf-8") as shipped:
        shipped.write(line)
    with pytest.raises(ValueError, match=rf"{file}.*ZQ"):
        load_names(folder, "ID")


def _all_names() -> list[tuple[str, str]]:
    with cldr.FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    of_cldr = [(name, row["code"]) for row in rows for name in row.values() if name]
    reviewed = [
        (name, code)
        for file_name in REVIEWED
        for code, said in _toml(file_name).items()
        for name in said
    ]
    return of_cldr + reviewed


def _meant(names: CountryNames, name: str) -> tuple[str, ...]:
    match names.match(name):
        case SeveralMeant(codes):
            return codes
        case _:
            return ()


def _toml(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
