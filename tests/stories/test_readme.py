"""What the README shows is what the program says."""

from pathlib import Path

from ministries.names import CountryNames
from tests.stories.desk import ask, settings_for

README = Path(__file__).resolve().parents[2] / "README.md"


async def test_the_answer_shown_is_the_answer_given(
    names: CountryNames, shipped_copy: Path
) -> None:
    shown = README.read_text().split("```text\nkopdar> /rank Indonesia\n")[1].split("```")[0]
    (answer,) = await ask(names, settings_for(shipped_copy), "/rank Indonesia")
    given = answer["text"].split("\n\nTo go on, ask:")[0]
    assert " ".join(shown.split()) == " ".join(given.split())
