"""What the start leaves out, since nobody needs it before the first poll, if at all."""

import subprocess
import sys

HEAVY = (
    "sqlalchemy.orm",
    "alembic",
    "holidays",
    "matplotlib",
    "numpy",
    "PIL",
    "prompt_toolkit",
    "rich",
)


def test_what_serving_has_no_use_for_is_not_loaded() -> None:
    program = f"import sys, bot.__main__, bot.serve; print({{*sys.modules}} & {{*{HEAVY}}})"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "set()"
