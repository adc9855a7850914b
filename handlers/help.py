"""`/help [COMMAND]`: what one can ask, or how to ask one thing."""

from handlers.command import Command, Context, find_command
from handlers.unknown import nearest_commands
from messages.phrase import phrase, typed, verbatim
from messages.problem import NotUnderstood
from messages.reply import Answer, Button, Fact, Facts, Note, Reply, Text, Title
from messages.request import Request


async def answer(request: Request, context: Context) -> Answer:
    name = request.arguments.strip().removeprefix("/").casefold()
    if not name:
        return Answer(_overview(context))
    command = find_command(context.commands, name)
    if command is None:
        raise NotUnderstood(
            phrase("There is no command “{name}”.", name=typed(name)),
            buttons=(
                *(
                    Button(verbatim(f"/{near.name}"), "help", near.name)
                    for near in nearest_commands(context.commands, name)
                ),
                Button(phrase("What you can ask"), "help"),
            ),
        )
    return Answer(_one(command))


def _overview(context: Context) -> Reply:
    facts = tuple(
        Fact(verbatim(f"/{command.name}"), command.summary) for command in context.commands
    )
    return Reply(
        parts=(
            Title(phrase("What you can ask")),
            Facts(facts),
            Note(phrase("More about one of them: /help rank")),
        ),
        buttons=(
            Button(phrase("Our rank"), "rank"),
            Button(phrase("Who leads"), "top"),
            Button(phrase("Language"), "language"),
        ),
    )


def _one(command: Command) -> Reply:
    example = f"/{command.name} {command.example}".strip()
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
                    Fact(phrase("For example"), verbatim(example)),
                )
            ),
            Note(phrase("Parts in [brackets] are optional.")),
        ),
        buttons=(Button(phrase("Try {example}", example=example), command.name, command.example),),
    )


COMMAND = Command(
    name="help",
    aliases=("bantuan",),
    summary=phrase("What you can ask, or how to ask one thing"),
    usage=phrase("[command]"),
    example="rank",
    answer=answer,
)
