"""Lets go of what is done: what people typed and what they were told is not kept for ever.

What failed stays longer: somebody has to look at it. What is unfinished or parked stays.
"""

from datetime import timedelta

from duties.schedule import DutyName
from handlers.duties.duty import Duty, DutyContext, Occasion, Outcome
from messages.effect import OldForgotten
from messages.phrase import phrase

# Telegram repeats an update for a day at most, Slack an event for minutes: by then no repeat of
# a finished row can come any more.
KEPT = timedelta(days=30)
FAILURES_KEPT = timedelta(days=180)


async def act(occasion: Occasion, context: DutyContext) -> Outcome:
    forgotten = OldForgotten(
        done_before=context.now - KEPT, failed_before=context.now - FAILURES_KEPT
    )
    return Outcome(effects=(forgotten,))


DUTY = Duty(
    name=DutyName("forget"),
    summary=phrase("Delete what was answered and delivered long ago"),
    act=act,
)
