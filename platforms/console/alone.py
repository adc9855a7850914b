"""What is simple at a terminal: one person sits there, without windows, limits or other readers."""

from datetime import datetime

from messages.chart import Picture
from messages.delivery import Piece, SendOutcome, Uncertain
from messages.form import Form
from messages.pacing import Limits
from messages.reply import Reply
from messages.request import Chat, Membership, Request, Sender
from messages.wording import Wording


class Alone:
    """The part of a platform's contract in which a terminal has nothing to do."""

    def show_working(self, request: Request) -> None:
        """Nothing: it would be in the way of the answer."""

    async def show(
        self, request: Request, reply: Reply, wording: Wording, picture: Picture | None
    ) -> bool:
        return False

    async def open_form(
        self, request: Request, form: Form, opening: Reply, wording: Wording
    ) -> bool:
        return False

    def hears_answers(self, request: Request) -> bool:
        return True

    def limits(self, chat: Chat, piece: Piece) -> Limits:
        return {}

    async def find(self, chat: Chat, piece: Piece, since: datetime) -> SendOutcome:
        return Uncertain("nobody can tell what a terminal has shown")

    def repeated(self, piece: Piece, line: str) -> tuple[Piece, ...]:
        """Who sits at the terminal can ask again."""
        return ()

    async def membership_of(self, sender: Sender) -> Membership:
        return Membership.MEMBER

    def is_read_by_others(self, request: Request) -> bool:
        return False
