"""Several questions that belong together, and the answers so far. Pure: the same form is a window
on one platform and question by question on another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NewType, assert_never

from messages.phrase import Phrase, phrase, plural_phrase, typed

FormName = NewType("FormName", str)
FieldName = NewType("FieldName", str)
DraftId = NewType("DraftId", str)

# What fits into a window of every platform, and into one message when it is shown again.
LONGEST_ANSWER = 3_000

NEEDS_WORDS = phrase("This needs an answer in words.")

Say = Callable[[Phrase], str]


@dataclass(frozen=True, slots=True)
class AnyText:
    """Words, at most so many letters; `is_long` asks for a field of several lines."""

    longest: int = LONGEST_ANSWER
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class WholeNumber:
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is short and stays: it is what is kept."""

    value: str
    label: Phrase


@dataclass(frozen=True, slots=True)
class OneOf:
    choices: tuple[Choice, ...]


Kind = AnyText | WholeNumber | OneOf


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `label` names it in a list of answers and in a window: a word or two."""

    name: FieldName
    label: Phrase
    question: Phrase
    kind: Kind
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """`about` is carried from the first question to the end, such as the week of a report; it is
    nobody's answer."""

    name: FormName
    title: Phrase
    fields: tuple[Field, ...]
    about: str = ""


# By field; None is one that was skipped.
Answers = Mapping[FieldName, str | None]


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that somebody has begun in a chat. `step` grows with every turn, so that the button
    of an earlier question is recognised. `asked` is the field gone back to; None: the next one
    without an answer. `question` names the letter that the open question went out in."""

    id: DraftId
    form: FormName
    about: str = ""
    answers: Answers = field(default_factory=dict)
    asked: FieldName | None = None
    step: int = 0
    question: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished form."""

    form: FormName
    about: str
    answers: Answers


class Unfit(Exception):
    """What is wrong with an answer, and what would be right: one sentence."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


def next_question(form: Form, draft: Draft) -> Field | None:
    """The question that is open; None where all are answered."""
    for each in form.fields:
        if each.name == draft.asked:
            return each
    return next((each for each in form.fields if each.name not in draft.answers), None)


def with_answer(form: Form, draft: Draft, answer: str | None) -> Draft:
    """The open question answered (None: skipped), and on to the next that has no answer."""
    question = next_question(form, draft)
    if question is None:
        return draft
    answers = {**draft.answers, question.name: answer}
    return replace(draft, answers=answers, asked=None, step=draft.step + 1)


def gone_back(form: Form, draft: Draft) -> Draft:
    """At the question before the open one; at the first there is none."""
    names = [each.name for each in form.fields]
    question = next_question(form, draft)
    place = names.index(question.name) if question else len(names)
    return replace(draft, asked=names[max(0, place - 1)], step=draft.step + 1)


def read_answer(question: Field, words: str, say: Say) -> str:
    """What is kept of typed words. Raises Unfit. `say` speaks the asker's language, in which the
    choices were shown."""
    text = words.strip()
    match question.kind:
        case AnyText(longest):
            return _any_text(text, longest)
        case WholeNumber(least, most):
            return _whole_number(text, least, most)
        case OneOf(choices):
            return _one_of(text, choices, say)
        case _:
            assert_never(question.kind)


def read_answers(form: Form, given: Answers, say: Say) -> Answers:
    """All answers at once, as from a window. Raises Unfit for the first that is wrong."""
    read: dict[FieldName, str | None] = {}
    for each in form.fields:
        words = given.get(each.name)
        if words is None and each.is_optional:
            read[each.name] = None
        else:
            read[each.name] = read_answer(each, words or "", say)
    return read


def _any_text(text: str, longest: int) -> str:
    if not text:
        raise Unfit(NEEDS_WORDS)
    if len(text) > longest:
        raise Unfit(
            plural_phrase(
                "That is too long: at most {count} letter, please.",
                "That is too long: at most {count} letters, please.",
                longest,
            )
        )
    return text


def _whole_number(text: str, least: int | None, most: int | None) -> str:
    digits = text.replace(" ", "").replace("\u00a0", "")
    try:
        number = int(digits) if len(digits) <= 18 else None
    except ValueError:
        number = None
    if number is None:
        raise Unfit(phrase("That is no whole number. Type digits alone, such as 12."))
    if least is not None and number < least:
        raise Unfit(phrase("That is too small: {least} at least.", least=least))
    if most is not None and number > most:
        raise Unfit(phrase("That is too large: {most} at most.", most=most))
    return str(number)


def _one_of(text: str, choices: tuple[Choice, ...], say: Say) -> str:
    said = text.casefold()
    for choice in choices:
        if said in (choice.value.casefold(), say(choice.label).casefold()):
            return choice.value
    raise Unfit(
        phrase("“{answer}” is none of the choices. Choose one of these.", answer=typed(text))
    )


def shown(question: Field, answer: str | None) -> Phrase | str:
    """An answer as it is shown back."""
    if answer is None:
        return phrase("skipped")
    match question.kind:
        case OneOf(choices):
            return next((c.label for c in choices if c.value == answer), answer)
        case _:
            return answer
