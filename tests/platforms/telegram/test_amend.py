"""Which message of an answer becomes which of the next: in order, and none is left behind."""

from hypothesis import given
from hypothesis import strategies as st

from messages.delivery import Piece, Said
from platforms.telegram.amend import OldMessage, amend, old_messages
from platforms.telegram.calls import Draft, edit, remove, send
from platforms.telegram.markup import Run

OLD = st.lists(st.booleans(), max_size=5).map(
    lambda kinds: [OldMessage(100 + n, is_picture) for n, is_picture in enumerate(kinds)]
)
# Of an answer only the first message is a picture.
DRAFTS = st.tuples(st.booleans(), st.integers(1, 4)).map(
    lambda kind: [
        Draft((Run(f"message {n}"),), "digest" if kind[0] and n == 0 else None)
        for n in range(kind[1])
    ]
)


@given(DRAFTS, OLD)
def test_every_message_is_said_once_in_order_and_every_old_one_seen_to(
    drafts: list[Draft], old: list[OldMessage]
) -> None:
    pieces = amend(drafts, old, "7")
    said, cleared = pieces[: len(drafts)], pieces[len(drafts) :]
    used = []
    for draft, piece in zip(drafts, said, strict=True):
        method, parameters = piece.payload["method"], piece.payload["parameters"]
        assert piece.picture == draft.picture
        if method in {"sendMessage", "sendPhoto"}:
            # Nothing that stands above is changed once something was sent below.
            used.append(10_000)
            continue
        message = next(m for m in old if m.message_id == parameters["message_id"])
        used.append(message.message_id)
        assert method == ("editMessageMedia" if draft.picture else "editMessageText")
        assert draft.picture or not message.shows_picture
        assert piece.payload["otherwise"]["method"] == (
            "sendPhoto" if draft.picture else "sendMessage"
        )
    assert used == sorted(used)
    gone = [piece.payload["parameters"]["message_id"] for piece in cleared]
    assert {piece.payload["method"] for piece in cleared} <= {"deleteMessage"}
    assert sorted([*gone, *(n for n in used if n < 10_000)]) == [m.message_id for m in old]


def test_what_was_only_cleared_away_is_no_message_of_the_answer() -> None:
    text = Draft((Run("a"),))
    photo = Draft((Run("b"),), "digest")
    said = [
        Said(
            Piece({**edit(photo, {"message_id": 1}), "otherwise": send(photo, None)}, "digest"), "1"
        ),
        Said(Piece(send(text, None)), "2"),
        Said(Piece(remove({"message_id": 3})), "3"),
    ]
    assert old_messages(said) == [OldMessage(1, True), OldMessage(2, False)]
