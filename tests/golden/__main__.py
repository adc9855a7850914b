"""`python -m tests.golden`: write every snapshot anew, and say which ones changed."""

import asyncio
import tempfile
from pathlib import Path

from bot.preparation import DATA
from storage.names import load_names
from tests.databases import fill_database
from tests.golden.snapshots import SHOWN, take


async def write_all() -> None:
    names = load_names(DATA / "names", "ID")
    with tempfile.TemporaryDirectory() as folder:
        shipped = Path(folder) / "shipped.sqlite"
        await fill_database(shipped, names)
        pages = await take(names, shipped, Path(folder))
    for path in sorted(SHOWN.rglob("*.txt")):
        if path.relative_to(SHOWN) not in pages:
            path.unlink()
            print(f"removed {path.relative_to(SHOWN)}")
    for name, page in pages.items():
        path = SHOWN / name
        if not path.exists() or path.read_text(encoding="utf-8") != page:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
            print(f"wrote {name}")


if __name__ == "__main__":
    asyncio.run(write_all())
