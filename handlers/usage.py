"""What to type instead, where something needed was left out."""

from handlers.command import Command
from messages.phrase import phrase
from messages.problem import AskedBack
from messages.reply import Button
from messages.request import Request


def require_arguments(command: Command, request: Request) -> None:
    """Raises AskedBack with the usage and an example to press where nothing was typed."""
    if request.arguments.strip():
        return
    raise AskedBack(
        phrase("/{command} needs a country.", command=command.name),
        phrase("Type: /{command} {usage}", command=command.name, usage=command.usage),
        phrase("For example: /{command} {example}", command=command.name, example=command.example),
        buttons=(
            Button(
                phrase("Try /{command} {example}", command=command.name, example=command.example),
                command.name,
                command.example_arguments,
            ),
        ),
    )
