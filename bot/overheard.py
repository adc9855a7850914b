"""What is said to Kopdar in a group without a command: nothing, or a country to ask about."""

from dataclasses import replace

from messages.request import Request, read_command
from ministries.named import is_name_alone
from ministries.names import CountryNames


def as_question(request: Request, names: CountryNames) -> Request:
    """The request, as a question where the words are the name of a country and nothing else: so
    people answer who were asked which one they mean. In a private chat it is one already."""
    if not request.is_overheard or not is_name_alone(request.plain or "", names):
        return request
    command, arguments = read_command(request.plain or "")
    return replace(request, command=command, arguments=arguments)
