"""A form answered question by question, with a kill at every question (row F9)."""

import signal

from tests.faults.staff import GREETED
from tests.faults.world import World

# What is typed, what Kopdar says to it, and where it is killed meanwhile.
STEPS = (
    ("/visit", "Where was it?", "accepted"),
    ("Jakarta", "How did it go?", "handled"),
    ("well", "How many came?", "answered"),
    ("12", "Anything else?", "recorded"),
    ("skip", "Is this right?", "handled"),
    ("send", "Report received", "answered"),
)


async def test_f9_killed_at_every_question_it_goes_on_where_it_was(world: World) -> None:
    siti = world.telegram.person("Siti")
    staffed = {GREETED: f"telegram:{siti.id}"}
    for number, (typed, _, point) in enumerate(STEPS, start=1):
        await world.kopdar.start(f"{point}:kill", **staffed)
        await world.telegram.says(siti, typed)
        assert await world.kopdar.ended() == -signal.SIGKILL
        await world.kopdar.start(**staffed)
        await world.until_received(number)
        await world.until(lambda: not world.books.unsettled())
        await world.kopdar.kill()
    said = world.recorder.texts(siti.id)
    assert len(said) == len(STEPS)
    assert all(reply in text for text, (_, reply, _) in zip(said, STEPS, strict=True))
    # Nothing of the draft got lost on the way.
    for answer in ("Jakarta", "well", "12"):
        assert answer in said[-1]
