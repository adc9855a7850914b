"""What several stories begin with."""

import asyncio
from pathlib import Path

import pytest

from tests.databases import copy_database
from tests.observed import rows, write
from tests.stories.test_command_line import CommandLine


@pytest.fixture(scope="session")
def measured_database(shipped_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions of made-up observations, made as an operator makes them."""
    folder = tmp_path_factory.mktemp("measured")
    path = copy_database(shipped_database, folder / "kopdar.sqlite")
    first = write(folder / "first.csv", rows("2024-05-20"))
    second = write(folder / "second.csv", rows("2024-05-24", better=1.6))

    async def make() -> None:
        command_line = CommandLine(path)
        for file in (first, second):
            imported = await command_line.run("import", "observations", str(file))
            assert imported.code == 0, imported.err
            assert f"{file.name}: {len(rows())} added, 0 corrected, 0 unchanged" in imported.out
            made = await command_line.run("edition")
            assert made.code == 0, made.err
            assert ": 25 of 26 ministries ranked, 1 known too little." in made.out

    asyncio.run(make())
    return path
