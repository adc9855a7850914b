"""The way out, put together: the deliverer with all that it works with."""

import random
from collections.abc import Callable

from bot.answering import Answering
from bot.deadline import Deadline
from bot.jobs.courier import Courier
from bot.jobs.deliver import Deliverer
from bot.jobs.ledger import Ledger
from bot.jobs.notices import Notices
from bot.jobs.owner import new_owner
from bot.jobs.traffic import Traffic
from bot.observing import NOBODY, Observers
from bot.operators import Operators
from messages.request import ChatId


def build_deliverer(
    answering: Answering,
    deadline: Deadline,
    operators: Operators,
    only_chat: ChatId | None = None,
    observers: Observers = NOBODY,
    chance: Callable[[], float] = random.random,
) -> Deliverer:
    """For the letters that `answering` writes. `observers` are told of every call to a platform;
    `chance`, from 0 to 1, spreads pauses."""
    database, clock, platforms = answering.database, answering.clock, answering.platforms
    owner = new_owner()
    traffic = Traffic(platforms, clock, chance)
    notices = Notices(database, clock, operators)
    courier = Courier(
        database,
        clock,
        platforms,
        Ledger(database, clock, owner),
        traffic,
        notices,
        answering.speech,
        observers,
        chance,
    )
    deliverer = Deliverer(
        database,
        clock,
        platforms,
        answering.handover.letters_waiting,
        deadline,
        owner,
        courier,
        traffic,
        notices,
        only_chat,
    )
    answering.handover.to(owner, deliverer.take)
    return deliverer
