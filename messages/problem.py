"""What the user can mend: one clear sentence, and what to press or type instead."""

from messages.phrase import Phrase
from messages.reply import Button


class Problem(Exception):
    """Ends a handler early with words for the user; nothing is changed.

    `country` is set where the problem is about one known country; `stands_beside` as of a reply.
    """

    understood = False

    def __init__(
        self,
        *sentences: Phrase,
        buttons: tuple[Button, ...] = (),
        country: str | None = None,
        stands_beside: bool = False,
    ) -> None:
        super().__init__(sentences[0].text)
        self.sentences = sentences
        self.buttons = buttons
        self.country = country
        self.stands_beside = stands_beside


class NotUnderstood(Problem):
    """No such command, or a name that fits nothing."""


class AskedBack(Problem):
    """Understood, but more than one thing is meant, or something is missing."""

    understood = True


class NotFound(Problem):
    """Understood, but there is nothing of it here."""

    understood = True


class NotAllowed(Problem):
    """Understood, but not for this person."""

    understood = True
