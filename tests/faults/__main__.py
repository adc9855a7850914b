"""`python -m tests.faults --kills 1000 --seed 7`: a random schedule on the real program, one line.

Real processes, real SIGKILL. The same seed gives the same schedule; which instruction a kill
from outside meets is the machine's affair. Exit code 1 where something was lost or doubled.
"""

import argparse
import asyncio
import logging
import tempfile
from pathlib import Path

from bot.preparation import DATA
from storage.names import load_names
from tests.databases import fill_database
from tests.faults.lives import Lives, Tally
from tests.faults.schedule import plan
from tests.faults.warm import Warm
from tests.faults.world import open_world


async def run(kills: int, seed: str, folder: Path) -> Tally:
    """Leaves the database and the log in the folder."""
    shipped = folder / "shipped.sqlite"
    await fill_database(shipped, load_names(DATA / "names", "ID"))
    with Warm() as warm:
        async with open_world(shipped, folder, warm) as world:
            return await Lives(world).run(plan(seed, kills))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", default="1")
    given = parser.parse_args()
    # A server says so whenever a client is killed while it talks: here that is what is wanted.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="kopdar-faults-"))
    tally = asyncio.run(run(given.kills, given.seed, folder))
    print(f"seed {given.seed}  {tally}")
    if not tally.is_kept:
        print(f"{tally.verdict}\nsee {folder}")
    return 0 if tally.is_kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
