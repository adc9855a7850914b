"""What people read is what was reviewed: every command and every problem, everywhere."""

import asyncio
from pathlib import Path

import pytest

from messages.language import LANGUAGES
from ministries.names import CountryNames
from tests.golden.paper import WRITTEN
from tests.golden.questions import subjects
from tests.golden.scenes import SCENES
from tests.golden.snapshots import SHOWN, take

REMEDY = (
    "{name}: {what}. Run `python -m tests.golden`, read what changed with `git diff`, and commit "
    "it if that is what people shall read"
)
every_page = pytest.mark.parametrize(
    "name",
    [
        Path(language.code, platform, f"{subject}.txt")
        for subject in subjects()
        for language in LANGUAGES
        for platform in WRITTEN
    ]
    + list(SCENES),
    ids=str,
)


@pytest.fixture(scope="session")
def pages(
    names: CountryNames, shipped_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, str]:
    return asyncio.run(take(names, shipped_database, tmp_path_factory.mktemp("golden")))


@every_page
def test_people_read_what_was_reviewed(pages: dict[Path, str], name: Path) -> None:
    assert (SHOWN / name).is_file(), REMEDY.format(name=name, what="there is no snapshot of it yet")
    reviewed = (SHOWN / name).read_text(encoding="utf-8")
    assert pages[name] == reviewed, REMEDY.format(name=name, what="it reads differently now")


def test_no_snapshot_is_left_over(pages: dict[Path, str]) -> None:
    assert {path.relative_to(SHOWN) for path in SHOWN.rglob("*.txt")} == set(pages)
