"""The line one types on: history, completion, and leaving by Ctrl-C twice or Ctrl-D."""

import unicodedata
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.application.current import set_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from platforms.console.line_prompt import WORDS
from platforms.console.offers import Offers, Vocabulary

PROMPT = FormattedText([("ansicyan bold", WORDS)])
MOST_OFFERED = 30
MENU_LINES = 8
# With fewer letters too many countries begin so: it would be in the way of who writes a word.
FEWEST_OF_A_NAME = 2
WHILE_TYPING = CompleteEvent(text_inserted=True)


class Prompt:
    """Asks for one line after another, on the terminal or on prompt_toolkit's current session."""

    def __init__(self, completer: Completer, history: Path | None, hint: Callable[[], str]) -> None:
        self._hint = hint
        self._completer = completer
        self._is_warned = False
        self._session: PromptSession[str] = PromptSession(
            message=PROMPT,
            completer=completer,
            complete_while_typing=Condition(self._has_offers),
            reserve_space_for_menu=MENU_LINES,
            auto_suggest=AutoSuggestFromHistory(),
            history=_open_history(history),
            key_bindings=self._key_bindings(),
        )

    async def lines(self) -> AsyncGenerator[str, None]:
        """Until the person leaves."""
        while True:
            self._warn(is_warned=False)
            try:
                line = await self._session.prompt_async()
            except EOFError:
                return
            yield line

    def _has_offers(self) -> bool:
        """Only then room is kept below the line for them: nothing is to push the answer above it
        out of the window that one is still reading."""
        document = self._session.default_buffer.document
        return any(True for _ in self._completer.get_completions(document, WHILE_TYPING))

    @property
    def is_open(self) -> bool:
        """Whether a line is being typed now."""
        return self._session.app.is_running

    async def write_above(self, write: Callable[[], None]) -> None:
        """Write without tearing the line that is being typed."""
        with set_app(self._session.app):
            await run_in_terminal(write)

    def _warn(self, *, is_warned: bool) -> None:
        """A toolbar takes a line of the window even while it says nothing."""
        self._is_warned = is_warned
        self._session.bottom_toolbar = self._warning if is_warned else None

    def _warning(self) -> str | None:
        return self._hint() if self._is_leaving else None

    @property
    def _is_leaving(self) -> bool:
        """Ctrl-C was pressed, and nothing typed since."""
        return self._is_warned and not self._session.default_buffer.text

    def _key_bindings(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("c-c")
        @keys.add("<sigint>")
        def clear_or_leave(event: KeyPressEvent) -> None:
            if self._is_leaving:
                event.app.exit(exception=EOFError)
            event.app.current_buffer.reset()
            self._warn(is_warned=True)

        return keys


class QuestionCompleter(Completer):
    """Command names first, or countries, then what the command takes: a country also after each
    comma, an edition or another word also after a name.

    On an empty line only when asked (Tab): the menu is not to stand there all the time.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._commands = vocabulary.commands
        self._offers = vocabulary.offers

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        is_asked = complete_event.completion_requested
        line = document.text_before_cursor.lstrip()
        command, space, arguments = line.partition(" ")
        if not command and not is_asked:
            return ()
        if alone := self._complete_name(line):
            return alone
        if not space:
            return self._complete_command(command)
        name = command.removeprefix("/").casefold()
        if name == "help":
            return self._complete_command(arguments.lstrip())
        return _complete_arguments(self._offers(name), arguments, is_asked=is_asked)

    def _complete_name(self, line: str) -> Sequence[Completion]:
        """A country by itself is a question, too, where the line begins no command."""
        if len(line) < FEWEST_OF_A_NAME or any(True for _ in self._complete_command(line)):
            return ()
        return list(_completions(_beginning(self._offers("").names, line), line))

    def _complete_command(self, begun: str) -> Iterable[Completion]:
        slash = "" if begun and not begun.startswith("/") else "/"
        for name, summary in self._commands:
            if name.startswith(begun.removeprefix("/").casefold()):
                yield Completion(slash + name, -len(begun), display_meta=summary)


def _complete_arguments(offers: Offers, arguments: str, *, is_asked: bool) -> Iterable[Completion]:
    """All that was typed since the last comma as a name; else its last words as another word."""
    before, _, begun = arguments.rpartition(",")
    begun, named = begun.lstrip(), set(map(fold, map(str.strip, before.split(","))))
    names = [name for name in offers.names if fold(name) not in named]
    if not begun:
        everything = names if before else [*names, *offers.words]
        return _completions(everything, "") if is_asked else ()
    if found := [*_beginning(names, begun), *_beginning(offers.words, begun)]:
        return _completions(found, begun)
    while " " in begun:
        begun = begun.partition(" ")[2].lstrip()
        if found := list(_beginning(offers.words, begun)) if begun or is_asked else []:
            return _completions(found, begun)
    return ()


def _completions(words: Sequence[str], begun: str) -> Iterable[Completion]:
    return (Completion(word, -len(begun)) for word in words[:MOST_OFFERED])


def _beginning(words: Iterable[str], begun: str) -> Sequence[str]:
    """Those that begin so, then those with a later word that does."""
    sought = fold(begun)
    every = list(dict.fromkeys(words))
    first = [word for word in every if fold(word).startswith(sought)]
    later = [word for word in every if f" {sought}" in fold(word) and word not in first]
    return [*first, *later]


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Without case and diacritics: nobody types them into a search."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _open_history(path: Path | None) -> History:
    """What was typed may be private: only its owner reads the file. Without a place, in memory."""
    if path is None:
        return InMemoryHistory()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.open("ab").close()
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
