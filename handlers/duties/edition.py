"""Makes the week's edition of our own index from the newest observations."""

from duties.schedule import DutyName
from handlers.duties.duty import Duty, DutyContext, Occasion, Outcome
from messages.phrase import phrase


async def act(occasion: Occasion, context: DutyContext) -> Outcome:
    # Harmless to repeat: without new observations no edition is made.
    await context.make_edition()
    return Outcome()


DUTY = Duty(
    name=DutyName("edition"),
    summary=phrase("Score all ministries from what was observed"),
    act=act,
)
