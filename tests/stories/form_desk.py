"""A form that only the tests have: a visit report of four questions, begun by /visit."""

from dataclasses import dataclass, field, replace
from datetime import UTC

from bot.registries import Registries
from handlers.command import Access, Command, Context
from handlers.form import FormHandler
from handlers.registry import COMMANDS
from messages.form import (
    AnyText,
    Choice,
    Field,
    FieldName,
    Filled,
    Form,
    FormName,
    OneOf,
    WholeNumber,
)
from messages.phrase import phrase, verbatim
from messages.reply import Answer, Fact, Facts, Reply, Text, Title
from messages.request import Request

VISIT = Form(
    name=FormName("visit"),
    title=verbatim("Visit report"),
    fields=(
        Field(
            FieldName("place"), verbatim("Place"), verbatim("Where was it?"), AnyText(longest=40)
        ),
        Field(
            FieldName("mood"),
            verbatim("Mood"),
            verbatim("How did it go?"),
            OneOf((Choice("well", verbatim("Well")), Choice("badly", phrase("Language")))),
        ),
        Field(
            FieldName("guests"),
            verbatim("Guests"),
            verbatim("How many came?"),
            WholeNumber(least=1, most=500),
        ),
        Field(
            FieldName("remarks"),
            verbatim("Remarks"),
            verbatim("Anything else?"),
            AnyText(is_long=True),
            is_optional=True,
        ),
    ),
    about="2026-W48",
)


@dataclass
class Visits:
    """Keeps what was sent, and declares the command and the form."""

    access: Access = Access.EVERYONE
    is_asked: bool = True
    sent: list[Filled] = field(default_factory=list)

    async def begin(self, request: Request, context: Context) -> Answer:
        opening = Text(verbatim("Thank you for going."))
        about = request.arguments or VISIT.about
        return Answer(Reply((opening,), form=replace(VISIT, about=about)))

    async def finish(self, filled: Filled, request: Request, context: Context) -> Answer:
        assert context.now.tzinfo is UTC
        self.sent.append(filled)
        facts = Facts(
            tuple(
                Fact(each.label, verbatim(filled.answers.get(each.name) or "–"))
                for each in VISIT.fields
            )
        )
        return Answer(Reply((Title(verbatim("Report received")), facts)))

    @property
    def registries(self) -> Registries:
        command = Command(
            name="visit",
            summary=verbatim("Report a visit"),
            usage=verbatim(""),
            example=verbatim(""),
            answer=self.begin,
            access=self.access,
        )
        form = FormHandler(VISIT, command, self.finish)
        return Registries(commands=(*COMMANDS, command), forms=(form,) if self.is_asked else ())
