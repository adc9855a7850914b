"""Every duty has a file of its name, and a time."""

import sys

import pytest

from config.schedules import load_schedules
from config.settings import SCHEDULES
from handlers.duties.duty import Duty
from handlers.duties.registry import DUTIES
from tests.house.sources import PROJECT


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)
def test_a_duty_has_a_file_of_its_name(duty: Duty) -> None:
    module = sys.modules[f"handlers.duties.{duty.name}"]
    assert module.DUTY is duty
    assert duty.act.__module__ == module.__name__


def test_every_file_with_a_duty_is_registered_and_scheduled() -> None:
    declaring = {
        file.stem
        for file in (PROJECT / "handlers" / "duties").glob("*.py")
        if "\nDUTY = Duty(" in file.read_text(encoding="utf-8")
    }
    assert declaring == {duty.name for duty in DUTIES}
    assert declaring == {schedule.duty for schedule in load_schedules(SCHEDULES).schedules}
