"""Every sentence of the code is in every catalogue, whole, and no catalogue has others."""

import ast
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from messages.catalogue import SOURCE_LANGUAGE, catalogue_path
from messages.language import LANGUAGES
from tests.house.sources import nodes, place, source_files

TRANSLATED = [language.code for language in LANGUAGES if language.code != SOURCE_LANGUAGE]
EXTRACTED = {
    "phrase": (None, 0, None),
    "plural_phrase": (None, 0, 1),
    "context_phrase": (0, 1, None),
}
every_language = pytest.mark.parametrize("language", TRANSLATED)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the code says; `where` is for whoever has to look for it."""

    text: str
    plural: str | None
    context: str | None
    where: str

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def calls(file: Path) -> Iterator[tuple[ast.Call, str]]:
    """The calls that make a phrase, with the name of what is called."""
    for node in nodes(file):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in EXTRACTED:
                yield node, name


def sentences() -> Iterator[Sentence]:
    for file in source_files():
        for call, name in calls(file):
            context, text, plural = (
                None if position is None else literal(call, position, file)
                for position in EXTRACTED[name]
            )
            assert text is not None
            yield Sentence(text, plural, context, f"{place(file)}:{call.lineno}")


def literal(call: ast.Call, position: int, file: Path) -> str:
    """The text of an argument: it must stand in the code, or nobody can translate it."""
    argument = call.args[position]
    where = f"{place(file)}:{call.lineno}"
    assert isinstance(argument, ast.Constant), f"{where}: not a plain text"
    assert isinstance(argument.value, str), f"{where}: not a text"
    return argument.value


def catalogue(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def entries(language: str) -> dict[tuple[str | None, str], Message]:
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue(language)
        if message.id
    }


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def translations(message: Message) -> tuple[str, ...]:
    """Every form of the translation, an empty one where there is none."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def test_there_are_sentences() -> None:
    assert len({sentence.key for sentence in sentences()}) > 30


def test_the_same_sentence_has_the_same_plural_everywhere() -> None:
    plurals: dict[tuple[str | None, str], str | None] = {}
    for sentence in sentences():
        assert plurals.setdefault(sentence.key, sentence.plural) == sentence.plural, sentence


def test_placeholders_are_named() -> None:
    for sentence in sentences():
        for text in filter(None, (sentence.text, sentence.plural)):
            assert all(name.isidentifier() for name in placeholders(text)), sentence


@every_language
def test_every_sentence_is_translated(language: str) -> None:
    known = entries(language)
    missing = {
        sentence.text: sentence.where
        for sentence in sentences()
        if sentence.key not in known or not all(translations(known[sentence.key]))
    }
    assert not missing


@every_language
def test_no_translation_is_left_over(language: str) -> None:
    said = {sentence.key for sentence in sentences()}
    assert not [text for context, text in entries(language) if (context, text) not in said]
    assert not catalogue(language).obsolete
    assert not [message.id for message in catalogue(language) if message.fuzzy and message.id]


@every_language
def test_a_translation_has_the_same_placeholders(language: str) -> None:
    for message in entries(language).values():
        texts = (message.id,) if isinstance(message.id, str) else message.id
        allowed = set().union(*map(placeholders, texts))
        # One form may leave the number out ("one country"); none may invent a value.
        needed = set.intersection(*map(placeholders, texts))
        for translation in filter(None, translations(message)):
            assert needed - {"count"} <= placeholders(translation) <= allowed, message.id


@every_language
def test_every_plural_has_as_many_forms_as_the_language(language: str) -> None:
    known, forms = entries(language), catalogue(language).num_plurals
    for sentence in sentences():
        if sentence.plural is not None and sentence.key in known:
            message = known[sentence.key]
            assert message.id == (sentence.text, sentence.plural), sentence.where
            assert len(translations(message)) == forms, sentence.where
