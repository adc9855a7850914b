"""Pictures as files: under a name that says what they show, and never over another one."""

import re
from itertools import count
from pathlib import Path


def save_picture(folder: Path, command: str | None, country: str | None, png: bytes) -> Path:
    """Write `rank-ID-1.png`, or the next free number; raises OSError where that fails."""
    name = "-".join(filter(None, map(_fit_for_name, (command, country)))) or "picture"
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        path = folder / f"{name}-{number}.png"
        try:
            with path.open("xb") as file:
                file.write(png)
        except FileExistsError:
            continue
        return path
    raise AssertionError("the numbers do not end")


def shown_path(path: Path) -> str:
    """From the working directory where it lies below it, else in full."""
    full, working = path.absolute(), Path.cwd()
    return str(full.relative_to(working) if full.is_relative_to(working) else full)


def _fit_for_name(text: str | None) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text or "")[:40].strip("-")
