"""From a reply to the Bot API calls that say it: which messages, in place of what, in answer to
what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from messages.chart import Picture
from messages.delivery import Piece, Said
from messages.rendered import Rendered
from messages.reply import Reply
from messages.request import Request
from messages.wording import Wording
from platforms.telegram.amend import OldMessage, amend, old_messages
from platforms.telegram.calls import HTML, NO_PREVIEW, Call, Draft
from platforms.telegram.inbound import EDIT, REPLY_TO, SHOWS_PICTURE
from platforms.telegram.keyboard import keyboard
from platforms.telegram.markup import Run, plain_text
from platforms.telegram.parts import words, write_parts
from platforms.telegram.picture import titles_of_picture
from platforms.telegram.split import CAPTION_LIMIT, Runs, fits, split

COMPOSED = Rendered[tuple[Draft, ...]]()


def render(
    request: Request,
    reply: Reply,
    wording: Wording,
    picture: Picture | None,
    earlier: Sequence[Said] = (),
) -> tuple[Piece, ...]:
    drafts = compose(reply, wording, picture)
    place = request.answer_at
    old = old_messages(earlier)
    if EDIT in place:
        # What a button could not do is said below it: the answer over it stays.
        is_apart = reply.stands_beside or not reply.understood
        old = [] if is_apart else old or [pressed(place)]
    return amend(drafts, old, place.get(REPLY_TO))


def pressed(place: Mapping[str, str]) -> OldMessage:
    """The message over the button: all that is known of an answer that is not remembered."""
    return OldMessage(int(place[EDIT]), SHOWS_PICTURE in place)


def inline_text(reply: Reply, wording: Wording) -> Call:
    """The reply as the one message that an inline result posts: without picture and buttons,
    which would be pressed where Kopdar is no member."""
    first, *_ = write(reply, wording)
    return {"message_text": first.html, **HTML, **NO_PREVIEW}


def compose(reply: Reply, wording: Wording, picture: Picture | None) -> tuple[Draft, ...]:
    """The messages of a reply; the last one carries the buttons."""
    return COMPOSED.made_of(partial(_compose, reply, wording, picture), reply, wording, picture)


def _compose(reply: Reply, wording: Wording, picture: Picture | None) -> tuple[Draft, ...]:
    *drafts, last = illustrate(reply, wording, picture) if picture else write(reply, wording)
    return (*drafts, replace(last, buttons=keyboard(reply.buttons, wording)))


def illustrate(reply: Reply, wording: Wording, picture: Picture) -> list[Draft]:
    """The picture with the text under it, or with the title and the text in messages after it."""
    runs = write_parts(reply.parts, wording)
    if fits(runs, CAPTION_LIMIT):
        return [Draft(runs, picture.digest)]
    title, text = apart(reply, wording)
    return [Draft(title, picture.digest), *map(Draft, in_messages(text))]


def write(reply: Reply, wording: Wording) -> list[Draft]:
    runs = write_parts(reply.parts, wording)
    return [Draft(piece) for piece in in_messages(runs) or [in_words_only(reply, wording)]]


def in_messages(runs: Sequence[Run]) -> list[Runs]:
    """The text cut to Telegram's limits; it refuses a message of nothing but white space."""
    return [piece for piece in split(runs) if plain_text(piece).strip()]


def in_words_only(reply: Reply, wording: Wording) -> Runs:
    """What the picture would have shown, where it is all there is to say and could not be drawn."""
    return (Run(words(reply.chart.alternative, wording) if reply.chart else "…"),)


def apart(reply: Reply, wording: Wording) -> tuple[list[Run], list[Run]]:
    """The titles of what is drawn, where they can be a caption, and the rest of the text.

    A picture is passed on with its caption, so that names each ranking that is in it.
    """
    titles = titles_of_picture(reply, wording)
    caption = write_parts(titles, wording)
    is_said = bool(titles) and reply.parts[0] is titles[0]
    text = write_parts(reply.parts[1:] if is_said else reply.parts, wording)
    if caption and text and fits(caption, CAPTION_LIMIT):
        return caption, text
    return [], write_parts(reply.parts, wording)
