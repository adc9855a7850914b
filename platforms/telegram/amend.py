"""An edited question edits its answer: which message becomes which, and what is cleared away."""

from collections.abc import Sequence
from dataclasses import dataclass

from messages.delivery import Piece, Said
from platforms.telegram.calls import CLEARING, Call, Draft, edit, remove, send


@dataclass(frozen=True, slots=True)
class OldMessage:
    """A message of the earlier answer, as far as we know: a button may have changed it since."""

    message_id: int
    shows_picture: bool

    @property
    def named(self) -> Call:
        return {"message_id": self.message_id}

    def can_become(self, draft: Draft) -> bool:
        """A text may become a picture, but not the other way round."""
        return bool(draft.picture) or not self.shows_picture


def old_messages(earlier: Sequence[Said]) -> list[OldMessage]:
    """In their order; what was only cleared away is no message of the answer."""
    return [
        OldMessage(int(said.message_id), said.piece.picture is not None)
        for said in earlier
        if said.piece.payload.get("method") not in CLEARING
    ]


def amend(
    drafts: Sequence[Draft], old: list[OldMessage], reply_to: str | None
) -> tuple[Piece, ...]:
    """The new answer in the messages of the old one, as far as it fits into them.

    Both are gone through in order, so that what is sent anew never stands above what it follows.
    """
    pieces: list[Piece] = []
    left: list[OldMessage] = []
    rest = iter(old)
    for number, draft in enumerate(drafts):
        anew = send(draft, reply_to if number == 0 else None)
        for message in rest:
            if message.can_become(draft):
                pieces.append(Piece(changed(draft, message, anew), draft.picture))
                break
            left.append(message)
        else:
            pieces.append(Piece(anew, draft.picture))
    return (*pieces, *(Piece(remove(message.named)) for message in (*left, *rest)))


def changed(draft: Draft, message: OldMessage, anew: Call) -> Call:
    """Where it cannot be changed, because it is another kind of message by now or too old, the
    answer is sent anew, and the message goes."""
    instead = {**anew, "afterwards": remove(message.named)}
    return {**edit(draft, message.named), "otherwise": instead}
