"""What most people ask in the terminal stands in its window whole, from the first line."""

import re

import pytest

from tests.golden.snapshots import RULE, SHOWN

# Of sixty columns and twenty-four lines: one stays empty above the line that one types on.
LINES = 24 - 2
EVERYDAY = ("help", "rank", "start", "language")
# A comparison with our own measurements is a page more.
ANSWER = re.compile(rf"{RULE}\n(?P<asked>[^\n]*)\n\n(?P<told>.*?)\n*(?={RULE}|\Z)", re.DOTALL)


@pytest.mark.parametrize("command", EVERYDAY)
@pytest.mark.parametrize("language", ["en", "id"])
def test_an_everyday_answer_fits_the_window(command: str, language: str) -> None:
    page = (SHOWN / language / "console" / f"{command}.txt").read_text(encoding="utf-8")
    high = {
        answer["asked"]: len(answer["told"].splitlines())
        for answer in ANSWER.finditer(page)
        if "/rank Indonesia   (an administrator, measured)" not in answer["asked"]
    }
    assert high
    assert {asked: lines for asked, lines in high.items() if lines > LINES} == {}
