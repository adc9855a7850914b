"""`python -m tests.faults.mutations [what …]`: takes out one safeguard at a time and sees the
tests that prove it go red.

Run by hand, on a copy of the tree. A proof that stays green without what it proves would prove
nothing. Each test is named here, and is run just before on the whole tree and once more just
after: a machine that is too busy for it cannot be taken for a missing safeguard. Exit code 1
where a test did not go red, or was not green without the change.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.warm import PROJECT

ENDED = re.compile(r"^(PASSED|FAILED|ERROR) (\S+)(?: - (.*))?$", re.MULTILINE)
COLORS = {"PASSED": "green", "FAILED": "red"}
CRASHES = "tests/faults/test_crashes.py"
LEADERSHIP = "storage/leadership.py"
LEASES = "storage/leases.py"


@dataclass(frozen=True, slots=True)
class Edit:
    """The first `text` of the file behind `after`, where it has to be, `becomes` that."""

    file: str
    text: str
    becomes: str = ""
    after: str = ""

    def of(self, source: str) -> str:
        """Raises ValueError where it is not there any more."""
        at = source.index(self.text, source.index(self.after))
        return source[:at] + self.becomes + source[at + len(self.text) :]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A safeguard, what takes it out, and the tests that must go red then."""

    safeguard: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


MUTATIONS = (
    Mutation(
        "the inbox commit",
        (
            Edit(
                "bot/dispatcher.py",
                "self._answering.database.write_for(inbound, self._store_each)",
                "asyncio.sleep(0, tuple(inbound))",
            ),
        ),
        (
            f"{CRASHES}::test_f2_killed_after_the_inbox_commit[1]",
            f"{CRASHES}::test_f3_killed_in_the_handler[1]",
            f"{CRASHES}::test_f4_killed_after_the_commit_before_the_send[1]",
            "tests/bot/test_dispatcher.py::test_what_is_let_go_of_is_taken_up_by_the_next_start",
        ),
    ),
    Mutation(
        "the unique key of the inbox",
        (
            Edit(
                "storage/migrations/versions/0001_first.py",
                'sa.UniqueConstraint("key", name="uq_inbox_key"),',
            ),
        ),
        (
            "tests/faults/test_platforms.py::test_p6_the_same_event_several_times_at_once",
            "tests/storage/test_inbox.py::test_a_repeated_event_is_dropped",
            "tests/storage/test_inbox.py::test_of_copies_that_come_at_once_one_is_new",
        ),
    ),
    Mutation(
        "the fencing of letters",
        (
            Edit(LEASES, "letters.c.fencing)", "letters.c.number)", after="tuple_(letters"),
            Edit(LEASES, "(each.number, each.fencing)", "(each.number, each.number)"),
            Edit(LEASES, 'letters.c.owner == bindparam("by_owner"),', after="BEGIN = ("),
            Edit(LEASES, 'letters.c.fencing == bindparam("of_fencing"),', after="OURS = and_("),
            Edit(LEASES, 'letters.c.owner == bindparam("by_owner"),', after="OURS = and_("),
        ),
        (
            "tests/faults/test_outgoing.py"
            "::test_f12_a_letter_in_the_hands_of_a_stopped_process[sent-unknown]",
            "tests/storage/test_leases.py::test_who_lost_the_lease_cannot_begin",
            "tests/storage/test_leases.py::test_the_fencing_number_tells_leases_of_one_owner_apart",
            "tests/storage/test_leases.py"
            "::test_who_lost_the_lease_has_nothing_to_say_of_the_letter",
        ),
    ),
    Mutation(
        "the fencing of who leads",
        (
            Edit(LEADERSHIP, "leaders.c.fencing == fencing", after="def leads("),
            Edit(LEADERSHIP, "leaders.c.fencing == fencing", after="def put("),
        ),
        (
            "tests/faults/test_two_instances.py"
            "::test_f12_a_leader_that_was_stopped_goes_on_as_one_that_waits",
            "tests/bot/test_leadership.py"
            "::test_who_no_longer_leads_stores_nothing_and_starts_nothing",
        ),
    ),
    Mutation(
        "the setting that keeps Slack's client from repeating",
        (Edit("platforms/slack/api.py", "retry_handlers=[]", "retry_handlers=None"),),
        (
            "tests/faults/test_platforms.py"
            "::test_p4_an_answer_of_the_platform_that_gets_lost[broken]",
            "tests/platforms/slack/test_slack_sending.py"
            "::test_a_lost_answer_is_uncertain_and_never_repeated[fault2]",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    color: str
    reason: str = ""


def copy_tree(target: Path, edits: Iterable[Edit] = ()) -> Path:
    """What git keeps, as it stands now, with these edits."""
    kept = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(kept, cwd=PROJECT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (PROJECT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, target / name)
    for edit in edits:
        file = target / edit.file
        file.write_text(edit.of(file.read_text(encoding="utf-8")), encoding="utf-8")
    return target


def run(tests: Sequence[str], tree: Path) -> dict[str, Outcome]:
    """What became of each. A test that cannot even be run is neither green nor red."""
    ran = subprocess.run(
        (sys.executable, "-m", "pytest", "-q", "--tb=no", "-rpfE", *tests),
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        # Wide enough for the reasons, which pytest cuts off.
        env=os.environ | {"COLUMNS": "300"},
    )
    ended = ENDED.findall(ran.stdout)
    outcomes = {name: Outcome(COLORS.get(how, "broken"), why) for how, name, why in ended}
    return {test: outcomes.get(test, Outcome("not run")) for test in tests}


def judge(mutation: Mutation, folder: Path) -> bool:
    """Print a line for each test; whether all of them prove the safeguard."""
    whole = copy_tree(folder / "whole")
    mutated = copy_tree(folder / "mutated", mutation.edits)
    before, without, after = (run(mutation.tests, tree) for tree in (whole, mutated, whole))
    is_proven = True
    for test in mutation.tests:
        seen = (before[test].color, without[test].color, after[test].color)
        is_proven = is_proven and seen == ("green", "red", "green")
        say(*seen, f"{test.rpartition('::')[2]}  {without[test].reason}")
    return is_proven


def say(before: str, without: str, after: str, what: str) -> None:
    sys.stdout.write(f"{before:<8} {without:<8} {after:<8} {what}\n")
    sys.stdout.flush()


def main() -> int:
    chosen = [each for each in MUTATIONS if not sys.argv[1:] or each.safeguard in sys.argv[1:]]
    proven = 0
    say("before", "without", "after", "")
    for mutation in chosen:
        say("", "", "", f"{mutation.safeguard}:")
        with tempfile.TemporaryDirectory(prefix="kopdar-mutated-") as folder:
            proven += judge(mutation, Path(folder))
    say("", "", "", f"{proven} of {len(chosen)} safeguards are proven")
    return int(proven < len(chosen))


if __name__ == "__main__":
    raise SystemExit(main())
