"""Who reads an answer: what is posted for others to read is what anybody would get.

In a channel are those whom nobody in the settings thought of: guests, people of other workspaces.
What is not for them goes to the asker alone.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from handlers.command import Context
from messages.problem import NotAllowed, Problem
from messages.reply import Answer, Reply, Text

Ask = Callable[[Context], Awaitable[Answer]]


async def answer_aloud(ask: Ask, context: Context) -> Answer:
    """As for anybody; as for this person, and to them alone, where it is not for everybody."""
    anybody = replace(context.person, is_admin=False, is_allowed=False)
    try:
        return await ask(replace(context, person=anybody))
    except NotAllowed:
        return for_the_asker_alone(await asked(ask, context))


async def asked(ask: Ask, context: Context) -> Answer:
    """The answer, or what there is to mend."""
    try:
        return await ask(context)
    except Problem as problem:
        return Answer(mendable(problem))


def for_the_asker_alone(answer: Answer) -> Answer:
    return replace(answer, reply=replace(answer.reply, is_personal=True))


def mendable(problem: Problem) -> Reply:
    return Reply(
        parts=tuple(Text(sentence) for sentence in problem.sentences),
        buttons=problem.buttons,
        country=problem.country,
        stands_beside=problem.stands_beside,
        understood=problem.understood,
        is_problem=True,
    )
