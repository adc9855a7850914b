"""How a question of a form is put, and how the answers are shown before they are sent."""

from messages.form import AnyText, Draft, Field, Form, OneOf, WholeNumber, next_question, shown
from messages.phrase import Phrase, phrase, verbatim
from messages.reply import Button, Fact, Facts, Note, Reply, Title


def token(draft: Draft) -> str:
    """What a button says of the step that it was made for."""
    return f"{draft.id}.{draft.step}"


def ask(form: Form, draft: Draft, *, is_private: bool) -> Reply:
    """The open question, or where none is left what was answered, to be sent or changed."""
    question = next_question(form, draft)
    if question is None:
        return _review(form, draft)
    number = form.fields.index(question) + 1
    progress = phrase(
        "{form}: question {number} of {count}",
        form=form.title,
        number=number,
        count=len(form.fields),
    )
    return Reply(
        parts=(
            Note(progress),
            Title(question.question),
            Note(_how_to_answer(question, is_private)),
            Note(_how_to_leave(question, is_first=number == 1)),
        ),
        buttons=(*_choices(question, draft), *_ways_out(question, draft, is_first=number == 1)),
        awaits_words=not isinstance(question.kind, OneOf),
    )


def _how_to_answer(question: Field, is_private: bool) -> Phrase:
    match question.kind, is_private:
        case OneOf(), _:
            return phrase("Choose one of these.")
        case WholeNumber(), True:
            return phrase("Type a number as your next message.")
        case WholeNumber(), False:
            return phrase("Reply to this message with a number.")
        case AnyText(), True:
            return phrase("Type your answer as your next message.")
        case _:
            return phrase("Reply to this message with your answer.")


def _how_to_leave(question: Field, *, is_first: bool) -> Phrase:
    """The words of `conversation.WORDS`, in the reader's language."""
    match is_first, question.is_optional:
        case True, True:
            return phrase("Type “skip” to leave it out, or “cancel” to stop.")
        case True, False:
            return phrase("Type “cancel” to stop.")
        case False, True:
            return phrase(
                "Type “skip” to leave it out, “back” to change the answer before, or “cancel” to "
                "stop."
            )
        case _:
            return phrase("Type “back” to change the answer before, or “cancel” to stop.")


def _choices(question: Field, draft: Draft) -> tuple[Button, ...]:
    if not isinstance(question.kind, OneOf):
        return ()
    return tuple(
        Button(choice.label, "answer", f"{token(draft)} {place}")
        for place, choice in enumerate(question.kind.choices)
    )


def _ways_out(question: Field, draft: Draft, *, is_first: bool) -> tuple[Button, ...]:
    ways = [] if is_first else [Button(phrase("Back"), "back", token(draft))]
    if question.is_optional:
        ways.append(Button(phrase("Skip"), "skip", token(draft)))
    return (*ways, Button(phrase("Cancel"), "cancel", token(draft)))


def _review(form: Form, draft: Draft) -> Reply:
    def value(each: Field) -> Phrase:
        said = shown(each, draft.answers.get(each.name))
        return verbatim(said) if isinstance(said, str) else said

    return Reply(
        parts=(
            Note(verbatim(form.title)),
            Title(phrase("Is this right?")),
            Facts(tuple(Fact(each.label, value(each)) for each in form.fields)),
            Note(phrase("Nothing is sent before you choose Send.")),
        ),
        buttons=(
            Button(phrase("Send"), "send", token(draft)),
            Button(phrase("Back"), "back", token(draft)),
            Button(phrase("Cancel"), "cancel", token(draft)),
        ),
    )
