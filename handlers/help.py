"""`/help [COMMAND]`: what one can ask, or how to ask one thing."""

from collections.abc import Sequence

from handlers.command import Command, Context, Topic, find_command
from handlers.language import language_button
from handlers.unknown import nearest_commands
from handlers.words import listed
from messages.phrase import Value, phrase, typed, verbatim
from messages.problem import NotUnderstood
from messages.reply import Answer, Button, Fact, Facts, Note, Part, Reply, Text, Title
from messages.request import Request

# What most come for is explained here and now; all of it together would fill more than a screen.
EXPLAINED = (Topic.STANDING, Topic.COMPARISON)


async def answer(request: Request, context: Context) -> Answer:
    name = request.arguments.strip().removeprefix("/")
    if not name:
        return Answer(_overview(context))
    command = find_command(context.commands, name)
    if command is None:
        raise NotUnderstood(
            phrase("There is no command “{name}”.", name=typed(name)),
            phrase("Choose one of these, or ask /help to see what you can ask."),
            buttons=(
                *(
                    Button(verbatim(f"/{near.name}"), "help", near.name)
                    for near in nearest_commands(context.usable, name)
                ),
                Button(phrase("What you can ask"), "help"),
            ),
        )
    if not command.is_for(context.person):
        raise command.refused()
    return Answer(_one(command))


def _overview(context: Context) -> Reply:
    of_topic = {
        topic: [command for command in context.usable if command.topic is topic] for topic in Topic
    }
    parts: list[Part] = [Title(phrase("What you can ask"))]
    for topic in EXPLAINED:
        facts = (Fact(verbatim(f"/{each.name}"), each.summary) for each in of_topic.pop(topic))
        parts += [Text(phrase("{heading}:", heading=topic.value)), Facts(tuple(facts))]
    return Reply(
        parts=(
            *parts,
            Facts(tuple(_by_name(topic, named) for topic, named in of_topic.items() if named)),
            Note(phrase("More about one of them: /help rank")),
        ),
        buttons=(
            Button(phrase("Our rank"), "rank"),
            Button(phrase("Who leads"), "top"),
            language_button(context),
        ),
    )


def _by_name(topic: Topic, commands: Sequence[Command]) -> Fact:
    names: list[Value] = [f"/{command.name}" for command in commands]
    return Fact(topic.value, listed(names))


def _one(command: Command) -> Reply:
    example = command.asked
    return Reply(
        parts=(
            Title(verbatim(f"/{command.name}")),
            Text(command.summary),
            Facts(
                (
                    Fact(
                        phrase("Type"),
                        phrase("/{command} {usage}", command=command.name, usage=command.usage),
                    ),
                    Fact(phrase("For example"), example),
                )
            ),
            Note(phrase("Parts in [brackets] are optional.")),
        ),
        buttons=(
            Button(
                phrase("Try {example}", example=example), command.name, command.example_arguments
            ),
        ),
    )


COMMAND = Command(
    name="help",
    aliases=("bantuan",),
    summary=phrase("What you can ask"),
    usage=phrase("[command]"),
    example=verbatim("rank"),
    answer=answer,
)
