"""A reply as messages of Slack, and the ways in which each may be delivered. Pure.

The ways of a piece are tried in order, the next one only after a sure refusal. A way's `notice` is
said at once after its delivery, and forgotten.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from messages.chart import Picture
from messages.delivery import Piece
from messages.phrase import phrase
from messages.reply import Facts, Note, Reply, Sources, Table
from messages.request import Request
from messages.wording import Wording
from platforms.slack.blocks import Element, note
from platforms.slack.buttons import VALUE_LIMIT, press
from platforms.slack.inbound import (
    ASIDE,
    BESIDE,
    DIRECT,
    EVERYONE,
    EVERYONE_ACTION,
    HOME,
    PICTURE_ACTION,
    REPLACE,
    RESPOND,
    UPDATE,
    is_read_by_others,
)
from platforms.slack.message import Message, compose, grouped
from platforms.slack.spelling import escaped
from platforms.slack.ways import packed

# How often a response URL may be used.
ANSWERS_A_COMMAND = 5

SHOW_PICTURE = phrase("Show the picture")
SHOW_TO_EVERYONE = phrase("Show to everyone")
NOT_IN_CHANNEL = phrase(
    "Kopdar cannot write here. Invite it with /invite @Kopdar, then press again."
)
ANSWERED_HERE = phrase("Slack no longer takes this answer where you asked, so here it is.")
PICTURE_SENT = phrase("The picture is in your direct messages with Kopdar.")
PICTURE_NOT_SENT = phrase(
    "Kopdar could not send you a direct message. Open Kopdar under Apps and ask there."
)
PICTURE_MISSING = phrase("The picture could not be added.")
REST_LEFT_OUT = phrase(
    "The answer is longer. Ask in a direct message with Kopdar to see all of it."
)


def wants_picture(request: Request) -> bool:
    """Slack shares no file in an ephemeral message; everywhere else a picture can go."""
    at = request.answer_at
    if DIRECT in at or EVERYONE in at or not at.keys() & {RESPOND, ASIDE}:
        return True
    return RESPOND in at and REPLACE not in at and request.chat.is_private


def render(
    request: Request, reply: Reply, wording: Wording, picture: Picture | None
) -> tuple[Piece, ...]:
    at = request.answer_at
    if HOME in at:
        return ()
    if EVERYONE in at and may_be_shown(reply):
        return as_shown_to_everyone(request, reply, wording, picture)
    if DIRECT in at:
        return as_direct_message(request, reply, wording, picture)
    if not at.keys() & {RESPOND, ASIDE}:
        if reply.is_personal and is_read_by_others(request):
            return as_aside(request, reply, wording)
        if reply.is_problem and BESIDE in at:
            return as_aside(request, reply, wording)
        return as_post(request, reply, wording, picture)
    offer = offered(request, reply, wording)
    if EVERYONE in at or not wants_picture(request):
        ephemeral = compose(reply, grouped(reply, wording, None), wording, offer)
        return as_response(request, ephemeral, wording)
    # A direct chat may be one of two other people, where Kopdar can answer ephemerally only:
    # each message then has its like without the picture.
    groups = grouped(reply, wording, picture)
    bare = [[passage for passage in group if not passage.has_picture] for group in groups]
    posted, spares = compose(reply, groups, wording), compose(reply, bare, wording, offer)
    return tuple(
        piece(
            [way("post", message, wording), *ways_to_one(request, spare, wording)],
            message,
            picture,
        )
        for message, spare in zip(posted, spares, strict=True)
    )


def may_be_shown(reply: Reply) -> bool:
    """What says something of ministries, and is for everyone."""
    says_something = any(isinstance(part, Facts | Table | Sources) for part in reply.parts)
    return says_something and not reply.is_personal


def as_shown_to_everyone(
    request: Request, reply: Reply, wording: Wording, picture: Picture | None
) -> tuple[Piece, ...]:
    """Posted with its picture and the name of who had it shown; where Kopdar cannot post, that
    person is told what to do."""
    name = request.answer_at[EVERYONE] or request.sender.name
    if name:
        reply = replace(reply, parts=(*reply.parts, Note(phrase("Shown by {name}", name=name))))
    first, *rest = compose(reply, grouped(reply, wording, picture), wording)
    ways = [way("post", first, wording)]
    if request.answer_at.keys() & {RESPOND, ASIDE}:
        ways.append(say_aside(request, wording.say(NOT_IN_CHANNEL)))
    return (
        piece(ways, first, picture),
        *(piece([way("post", message, wording)], message, picture) for message in rest),
    )


def as_aside(request: Request, reply: Reply, wording: Wording) -> tuple[Piece, ...]:
    """To the asker alone: what others read stays as it is."""
    url, user = request.answer_at.get(BESIDE), request.sender.account.rpartition("/")[2]
    told = replace(request, answer_at={RESPOND: url} if url else {ASIDE: user})
    offer = [] if reply.is_problem else offered(told, reply, wording)
    shown = compose(reply, grouped(reply, wording, None), wording, offer)
    return as_response(told, shown, wording)


def as_post(
    request: Request, reply: Reply, wording: Wording, picture: Picture | None
) -> tuple[Piece, ...]:
    """Messages of Kopdar's own; the first takes the place of the one whose button was pressed."""
    first, *rest = compose(reply, grouped(reply, wording, picture), wording)
    ways = [way("post", first, wording)]
    if UPDATE in request.answer_at and not reply.stands_beside:
        ways.insert(0, {**way("update", first, wording), "stamp": request.answer_at[UPDATE]})
    return (
        piece(ways, first, picture),
        *(piece([way("post", message, wording)], message, picture) for message in rest),
    )


def as_direct_message(
    request: Request, reply: Reply, wording: Wording, picture: Picture | None
) -> tuple[Piece, ...]:
    """The whole answer to the person alone, and word of it where the button was pressed."""
    messages = compose(reply, grouped(reply, wording, picture), wording)
    direct: list[dict[str, Any]] = [
        {**way("direct", message, wording), "user": request.answer_at[DIRECT]}
        for message in messages
    ]
    refusals = []
    if request.answer_at.keys() & {RESPOND, ASIDE}:
        direct[-1]["notice"] = say_aside(request, wording.say(PICTURE_SENT))
        refusals = [say_aside(request, wording.say(PICTURE_NOT_SENT))]
    return tuple(
        piece([one] if number else [one, *refusals], message, picture)
        for number, (one, message) in enumerate(zip(direct, messages, strict=True))
    )


def as_response(
    request: Request, messages: Sequence[Message], wording: Wording
) -> tuple[Piece, ...]:
    """Ephemeral messages, as many as the response URL allows; the buttons go with the last."""
    shown = list(messages[:ANSWERS_A_COMMAND])
    if len(messages) > len(shown):
        rest = wording.say(REST_LEFT_OUT)
        last, buttons = shown[-1], messages[-1].buttons
        shown[-1] = Message((*last.blocks, note(rest), *buttons), f"{last.text}\n{escaped(rest)}")
    pieces = []
    for number, message in enumerate(shown):
        gives_way = number == 0 and REPLACE in request.answer_at
        ways = ways_to_one(request, message, wording, replaces=gives_way)
        pieces.append(piece(ways, message, None))
    return tuple(pieces)


def ways_to_one(
    request: Request, message: Message, wording: Wording, *, replaces: bool = False
) -> list[dict[str, Any]]:
    """To the person alone: by the response URL; by a call once that has expired or is used up;
    and where Kopdar is no member, in the chat with them."""
    first = respond(request, message, replaces=replaces)
    user = request.sender.account.rpartition("/")[2]
    if first["do"] == "whisper":
        return [first]
    late = Message((note(wording.say(ANSWERED_HERE)), *message.blocks), message.text)
    return [
        first,
        {**way("whisper", message, wording), "user": user},
        # Where they are alone there is nobody else to show it to.
        {**way("direct", late, wording), "user": user, "omits": EVERYONE_ACTION},
    ]


def offered(request: Request, reply: Reply, wording: Wording) -> list[Element]:
    """The buttons that ask the same once more: for its picture, and for all to see."""
    asked = f"{request.command} {request.arguments}".strip()
    if len(asked) > VALUE_LIMIT:
        return []
    offers = []
    if reply.chart is not None:
        offers.append(press(wording.say(SHOW_PICTURE), PICTURE_ACTION, asked))
    if may_be_shown(reply):
        offers.append(press(wording.say(SHOW_TO_EVERYONE), EVERYONE_ACTION, asked))
    return offers


def way(do: str, message: Message, wording: Wording) -> dict[str, Any]:
    made: dict[str, Any] = {"do": do, "text": message.text, "blocks": list(message.blocks)}
    if message.has_picture:
        made["without_picture"] = note(wording.say(PICTURE_MISSING))
    return made


def respond(request: Request, message: Message, *, replaces: bool = False) -> dict[str, Any]:
    """To the person alone: by the response URL, or by a call that names who it is."""
    shown = {"text": message.text, "blocks": list(message.blocks)}
    if RESPOND not in request.answer_at:
        return {"do": "whisper", "user": request.answer_at[ASIDE]} | shown
    thread = {"thread": request.chat.thread} if request.chat.thread and not replaces else {}
    way = {"do": "respond", "url": request.answer_at[RESPOND], "replaces": replaces}
    return way | thread | shown


def say_aside(request: Request, words: str) -> dict[str, Any]:
    """One line for the presser, beside the message that was pressed."""
    return respond(request, Message((), escaped(words)))


def piece(ways: list[dict[str, Any]], message: Message, picture: Picture | None) -> Piece:
    carries = picture.digest if picture and message.has_picture else None
    return Piece(packed(ways), carries)
