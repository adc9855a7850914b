"""Text from outside, made fit to be stored, worked on and sent.

Every platform's events are JSON, which may hold half a surrogate pair or NUL, and whoever speaks
a platform's language may put a number in the place of words. One such value would throw out the
whole batch that it came in, or stop those who were taken in beside it.
"""

from dataclasses import replace
from typing import TypeVar

from messages.request import Request, Sender

Words = TypeVar("Words", bound=str | None)


def storable(text: str) -> str:
    """The text without what no database takes: half surrogate pairs and NUL."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def as_text(given: Words) -> Words:
    """The same, storable. Raises ValueError for what is no text, whatever it was taken for."""
    taken: object = given
    if taken is None:
        return given
    if not isinstance(taken, str):
        raise ValueError("something else in the place of words")
    clean: Words = storable(taken)  # type: ignore[assignment]  # as the one given, a str
    return clean


def sender_as_text(sender: Sender) -> Sender:
    """Raises ValueError where something of it is no text."""
    return Sender(
        as_text(sender.platform),
        as_text(sender.account),
        as_text(sender.name),
        as_text(sender.language),
    )


def request_as_text(request: Request) -> Request:
    """The request as it will come back from where it is stored. Raises ValueError where something
    of it is no text."""
    chat, filled = request.chat, request.filled
    return replace(
        request,
        key=as_text(request.key),
        sender=sender_as_text(request.sender),
        chat=replace(chat, id=as_text(chat.id), thread=as_text(chat.thread)),
        command=as_text(request.command),
        arguments=as_text(request.arguments),
        answer_at={name: as_text(at) for name, at in request.answer_at.items()},
        question=as_text(request.question),
        plain=as_text(request.plain),
        reply_to=as_text(request.reply_to),
        filled=filled
        and replace(
            filled,
            about=as_text(filled.about),
            answers={name: as_text(said) for name, said in filled.answers.items()},
        ),
    )
