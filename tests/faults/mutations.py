"""`python -m tests.faults.mutations`: takes out one safeguard at a time and sees the tests go red.

Run by hand: each runs the tests of faults on a copy of the tree. A proof that stays green
without what it proves would prove nothing. Exit code 1 where one stays green.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.faults.warm import PROJECT

RED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
# Enough to see; each waits long for what never comes.
ENOUGH = 5
TESTS = ("tests/faults",)
LEASES = "storage/leases.py"


@dataclass(frozen=True, slots=True)
class Edit:
    """In this file this text, which has to be there, becomes that."""

    file: str
    text: str
    becomes: str = ""


MUTATIONS = {
    "the inbox commit": (
        Edit(
            "bot/dispatcher.py",
            """        store = partial(accept, inbound=inbound, fence=self._fence)
        fresh = await self._answering.database.write_together(store)
""",
            """        fresh = tuple(each for each in inbound if isinstance(each, Request))
""",
        ),
    ),
    "the unique key of the inbox": (
        Edit(
            "storage/migrations/versions/0001_first.py",
            """        sa.UniqueConstraint("key", name="uq_inbox_key"),
""",
        ),
    ),
    "the fencing of letters": (
        Edit(
            LEASES,
            "tuple_(letters.c.number, letters.c.fencing)",
            "tuple_(letters.c.number, letters.c.number)",
        ),
        Edit(LEASES, "[(each.number, each.fencing)", "[(each.number, each.number)"),
        Edit(
            LEASES,
            """        letters.c.owner == bindparam("by_owner"),
        letters.c.state""",
            """        or_(letters.c.owner == bindparam("by_owner"), letters.c.number > 0),
        letters.c.state""",
        ),
        Edit(
            LEASES,
            """    letters.c.fencing == bindparam("of_fencing"),
    letters.c.owner == bindparam("by_owner"),
""",
            """    or_(letters.c.fencing == bindparam("of_fencing"), letters.c.number > 0),
    or_(letters.c.owner == bindparam("by_owner"), letters.c.number > 0),
""",
        ),
    ),
    "the fencing of who leads": (
        Edit(
            "storage/leadership.py",
            """    mine = (leaders.c.what == SERVING, leaders.c.fencing == fencing)
    return""",
            """    mine = (leaders.c.what == SERVING,)
    return""",
        ),
    ),
    "the setting that keeps Slack's client from repeating": (
        Edit("platforms/slack/api.py", "retry_handlers=[]", "retry_handlers=None"),
    ),
}


def copy_tree(target: Path) -> None:
    """What git keeps, as it stands now."""
    kept = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(kept, cwd=PROJECT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, target / name)


def reds_after(edits: tuple[Edit, ...], tree: Path) -> list[str]:
    """The tests that go red, the first few."""
    for edit in edits:
        file = tree / edit.file
        text = file.read_text(encoding="utf-8")
        if edit.text not in text:
            raise SystemExit(f"{edit.file} does not say any more: {edit.text}")
        file.write_text(text.replace(edit.text, edit.becomes, 1), encoding="utf-8")
    ran = subprocess.run(
        (sys.executable, "-m", "pytest", "-q", f"--maxfail={ENOUGH}", "--tb=no", *TESTS),
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode not in (0, 1, 2):
        raise SystemExit(f"the tests do not even run:\n{ran.stdout}")
    return RED.findall(ran.stdout)


def main() -> int:
    greens = 0
    named = sys.argv[1:]
    for what, edits in MUTATIONS.items():
        if named and what not in named:
            continue
        with tempfile.TemporaryDirectory(prefix="kopdar-mutated-") as folder:
            tree = Path(folder)
            copy_tree(tree)
            reds = reds_after(edits, tree)
        greens += not reds
        sys.stdout.write(f"without {what}: {'red' if reds else 'GREEN'}\n")
        sys.stdout.writelines(f"  {name}\n" for name in reds)
        sys.stdout.flush()
    return 1 if greens else 0


if __name__ == "__main__":
    raise SystemExit(main())
