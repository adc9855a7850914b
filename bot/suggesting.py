"""Suggestions for who still types: nothing is stored, nothing is sent later."""

from dataclasses import dataclass

from bot.answering import Answering
from handlers.suggestions import suggest
from messages.request import Chat, ChatId, Person, PersonId
from messages.suggestion import Inquiry, Suggestions

# Who types in somebody else's chat is no asking person yet, and gets no row.
NOBODY = PersonId(0)


@dataclass(frozen=True, slots=True)
class Suggesting:
    """With all that answers are made with."""

    answering: Answering

    async def suggest(self, inquiry: Inquiry) -> Suggestions:
        """In the asker's language. Rights play no part: what is suggested is for everyone."""
        language = await self.answering.identifier.language(inquiry.sender)
        chat = Chat(inquiry.sender.platform, ChatId(inquiry.sender.account))
        context = await self.answering.context(chat, Person(NOBODY, language))
        offered, has_more = suggest(inquiry.text, inquiry.skip, context)
        return Suggestions(offered, self.answering.speech.wording(language), has_more)
