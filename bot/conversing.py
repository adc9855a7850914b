"""Forms question by question: what continues an open one, and what begins one."""

import hashlib
from dataclasses import dataclass, replace

from bot.middleware.guard import guard
from handlers.command import Context
from handlers.conversation import Conversation, Turn, asked, no_question_open, read_turn
from handlers.form import FormHandler, find_form
from messages.effect import DraftDropped
from messages.form import Draft, DraftId, Filled, Form, Say, Unfit, read_answers
from messages.phrase import phrase
from messages.problem import NotAllowed, NotFound, NotUnderstood
from messages.reply import Answer, Button, Reply, Text
from messages.request import Request
from storage import drafts, people
from storage.database import Connection, Database

NOT_SENT = phrase("So nothing was sent.")
NOT_ASKED_ANY_MORE = phrase("The questions you were at are not asked any more. Nothing was sent.")
# What nobody asked Kopdar is not answered.
NOTHING_TO_SAY = Answer(Reply(parts=()))


@dataclass(frozen=True, slots=True)
class Conversing:
    database: Database
    forms: tuple[FormHandler, ...]

    async def turn(self, request: Request, context: Context, say: Say) -> Answer | None:
        """The answer, where the request belongs to a conversation. Raises Problem."""
        if request.filled is not None:
            return await self._finish(request.filled, request, context, say)
        turn = read_turn(request)
        if turn is None:
            return None
        draft = await self._draft(request, context)
        if draft is not None and request.is_edit:
            # An answer is changed by going back to its question.
            return NOTHING_TO_SAY
        if draft is not None and await self._is_meant_for(draft, request):
            return await self._go_on(draft, turn, request, context, say)
        if request.is_overheard:
            return NOTHING_TO_SAY
        if request.plain is not None:
            return None
        if turn.token is None and not request.chat.is_private:
            # A bare /cancel in a group is most likely for another bot.
            return NOTHING_TO_SAY
        raise no_question_open(turn)

    async def awaits(self, request: Request) -> bool:
        """Whether a question is open that the request may answer; nothing is written."""

        def look(connection: Connection) -> bool:
            person = people.find(connection, request.sender)
            return person is not None and bool(drafts.find(connection, person.id, request.chat))

        return await self.database.read(look)

    async def begin(
        self, request: Request, context: Context, begun: Answer, can_ask: bool
    ) -> Answer:
        """A reply that holds a form, with its first question; or with the one that it was left
        at. `can_ask`: typed answers are heard in this chat."""
        form = begun.reply.form
        assert form is not None
        handler = find_form(self.forms, form.name)
        assert handler is not None, f"the form {form.name} is not registered"
        draft = await self._draft(request, context)
        if draft is not None and (draft.form, draft.about) != (form.name, form.about):
            return _finish_the_other_first(find_form(self.forms, draft.form), draft)
        if draft is not None:
            again = Text(phrase("You have begun this already: here is where you were."))
            return asked(handler, draft, request, context, before=draft, above=(again,))
        if not can_ask:
            button = Button(phrase("Fill it in"), request.command, request.arguments)
            reply = replace(begun.reply, buttons=(*begun.reply.buttons, button), form=None)
            return replace(begun, reply=reply)
        first = asked(
            handler,
            _new_draft(form, request),
            request,
            context,
            before=None,
            above=begun.reply.parts,
        )
        return replace(first, effects=(*begun.effects, *first.effects))

    async def _draft(self, request: Request, context: Context) -> Draft | None:
        return await self.database.read(
            lambda connection: drafts.find(connection, context.person.id, request.chat)
        )

    async def _is_meant_for(self, draft: Draft, request: Request) -> bool:
        """In a group people talk to one another: only a reply to the question answers it."""
        if request.plain is None or request.chat.is_private:
            return True
        asked_in = await self.database.read(
            lambda connection: drafts.messages_of_question(connection, draft)
        )
        return request.reply_to in asked_in

    async def _go_on(
        self, draft: Draft, turn: Turn, request: Request, context: Context, say: Say
    ) -> Answer:
        handler = find_form(self.forms, draft.form)
        dropped = DraftDropped(request.chat, draft.id)
        if handler is None:
            return Answer(Reply((Text(NOT_ASKED_ANY_MORE),)), (dropped,))
        try:
            guard(handler.command, context.person)
        except NotAllowed as refusal:
            # Whoever is no longer of the team has nothing to finish here.
            return Answer(Reply(tuple(map(Text, refusal.sentences))), (dropped,))
        return await Conversation(handler, draft, request, context, say).take(turn)

    async def _finish(self, filled: Filled, request: Request, context: Context, say: Say) -> Answer:
        """A form sent from a window, which may be older than the questions are now."""
        handler = find_form(self.forms, filled.form)
        if handler is None:
            raise NotFound(NOT_ASKED_ANY_MORE)
        guard(handler.command, context.person)
        try:
            answers = read_answers(handler.form, filled.answers, say)
        except Unfit as unfit:
            again = Button(phrase("Fill it in"), handler.command.name)
            raise NotUnderstood(unfit.sentence, NOT_SENT, buttons=(again,)) from None
        return await handler.finish(replace(filled, answers=answers), request, context)


def _finish_the_other_first(handler: FormHandler | None, draft: Draft) -> Answer:
    title = handler.form.title if handler else draft.form
    sentence = phrase(
        "“{form}” is not finished yet. Go on with it, or cancel it first.", form=title
    )
    buttons = (Button(phrase("Go on"), "continue"), Button(phrase("Cancel"), "cancel"))
    return Answer(Reply((Text(sentence),), buttons))


def _new_draft(form: Form, request: Request) -> Draft:
    """Called after the request that began it: a repetition makes the same one."""
    called = hashlib.sha256(request.key.encode()).hexdigest()[:10]
    return Draft(DraftId(called), form.name, form.about)
