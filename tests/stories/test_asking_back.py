"""Whatever asks something back says how to answer, in both languages, on every platform."""

from pathlib import Path

import pytest

from ministries.names import CountryNames
from tests.stories.desk import ask, settings_for

ASKED_BACK = (
    "/rank Indonsia",
    "/rank Congo",
    "/rank Korea",
    "/rank Indonesia lowy",
    "/rank Indonesia 1999",
    "/compare Indonsia, Japan",
    "/methodology lowy",
    "/methodology nosuch",
    "/language klingon",
    "/language",
    "/help nosuch",
    "/find Japan and Korea",
    "Indonesia",
    "Congo",
    "rankk",
    "qqqq",
    "/qqqq",
)
HOW = {"en": ("choose", "ask for example"), "id": ("pilih", "tulis misalnya")}


@pytest.mark.parametrize("language", HOW)
async def test_it_says_how_to_answer(
    names: CountryNames, shipped_copy: Path, language: str
) -> None:
    settings = settings_for(shipped_copy)
    answers = await ask(names, settings, *ASKED_BACK, language=language)
    for asked, answer in zip(ASKED_BACK, answers, strict=True):
        words = " ".join(str(part.get("text", "")) for part in answer["parts"]).casefold()
        assert any(how in words for how in HOW[language]), (asked, words)
