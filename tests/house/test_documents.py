"""Documents that are read beside the code say what the code says."""

import re

import pytest

from tests.house.sources import PROJECT, kept_files, place

GLOSSARY = PROJECT / "docs" / "glossary.md"
ADDING = PROJECT / "docs" / "adding.md"

TERMS = (
    "answer lane",
    "chat",
    "command",
    "edition",
    "group",
    "home ministry",
    "inbox",
    "key",
    "lease",
    "letter",
    "outbox",
    "peer",
    "period",
    "phrase",
    "piece",
    "place",
    "platform",
    "problem",
    "rank",
    "reference",
    "reply",
    "request",
    "series",
    "standing",
    "wording",
)

# Put together here, so that this file does not mention them.
OUTSIDE = ("../" + "shared", "/work" + "/", "/home" + "/", "/Users" + "/", "/opt" + "/pypi")


def test_nothing_outside_the_repository_is_named() -> None:
    naming = {
        place(file): name
        for file in kept_files()
        for name in OUTSIDE
        if name.encode() in file.read_bytes()
    }
    assert not naming


def glossary() -> dict[str, str]:
    rows = re.findall(
        r"^\| \*\*(.+?)\*\* \| (.+?) \|$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE
    )
    return dict(rows)


@pytest.mark.parametrize("term", TERMS)
def test_the_glossary_has_the_terms_of_the_house(term: str) -> None:
    assert term in glossary()


def test_the_glossary_is_in_order_and_brief() -> None:
    terms = [term.casefold() for term in glossary()]
    assert terms == sorted(terms)
    assert len(set(terms)) == len(terms)
    assert all(len(meaning) < 240 for meaning in glossary().values())


def test_files_named_in_the_documents_are_there() -> None:
    for document in (GLOSSARY, ADDING, PROJECT / "docs" / "dependencies.md"):
        for name in re.findall(
            r"`([\w/.-]+/[\w.-]+|[\w-]+\.(?:py|toml|md|lock))`",
            document.read_text(encoding="utf-8"),
        ):
            assert (PROJECT / name).exists(), f"{place(document)} names {name}"
