"""What Slack's pages tell people to type is a command that the app has."""

import re
from pathlib import Path

import pytest

from bot.manifest import write_manifest
from config.settings import Settings
from tests.golden.snapshots import SHOWN

TOLD = re.compile(r"(?<![\w/.:-])(/[a-z]+)")
MADE = re.compile(r"^ +- command: (/[a-z]+)$", re.MULTILINE)
# The question that the page answers, as the other platforms would take it.
QUESTION = re.compile(r"^/.*   \(.*\)$", re.MULTILINE)
SLACKS_OWN = {"/invite"}

pages = sorted(SHOWN.glob("*/slack/*.txt"))


@pytest.mark.parametrize("page", pages, ids=[str(page.relative_to(SHOWN)) for page in pages])
def test_every_command_that_is_told_is_in_the_manifest(page: Path) -> None:
    made = set(MADE.findall(write_manifest(Settings())))
    assert {"/kopdar", "/rank"} <= made
    said = QUESTION.sub("", page.read_text(encoding="utf-8"))
    assert set(TOLD.findall(said)) - SLACKS_OWN <= made
