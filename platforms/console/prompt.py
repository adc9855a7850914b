"""The line one types on: history, completion, and leaving by Ctrl-C twice or Ctrl-D."""

import asyncio
import signal
import unicodedata
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.application.current import set_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

PROMPT = FormattedText([("ansicyan bold", "kopdar> ")])
MOST_OFFERED = 30
MENU_LINES = 8


class Prompt:
    """Asks for one line after another, on the terminal or on prompt_toolkit's current session."""

    def __init__(self, completer: Completer, history: Path | None, hint: Callable[[], str]) -> None:
        self._hint = hint
        self._is_warned = False
        self._session: PromptSession[str] = PromptSession(
            message=PROMPT,
            completer=completer,
            complete_while_typing=True,
            reserve_space_for_menu=MENU_LINES,
            auto_suggest=AutoSuggestFromHistory(),
            history=_open_history(history),
            key_bindings=self._key_bindings(),
            bottom_toolbar=self._warning,
        )

    async def lines(self) -> AsyncGenerator[str, None]:
        """Until the person leaves."""
        while True:
            self._is_warned = False
            try:
                line = await self._session.prompt_async()
            except EOFError:
                return
            yield line

    @property
    def is_open(self) -> bool:
        """Whether a line is being typed now."""
        return self._session.app.is_running

    async def write_above(self, write: Callable[[], None]) -> None:
        """Write without tearing the line that is being typed."""
        with set_app(self._session.app):
            await run_in_terminal(write)

    @contextmanager
    def on_interrupt(self, stop: Callable[[], object]) -> Iterator[None]:
        """Ctrl-C while no line is being typed calls `stop` and harms nothing else."""
        loop = asyncio.get_running_loop()
        before = signal.getsignal(signal.SIGINT)
        loop.add_signal_handler(signal.SIGINT, stop)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, before)

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
            self._is_warned = True

        return keys


class QuestionCompleter(Completer):
    """Command names first, then country names: after a command, and after each comma.

    On an empty line only when asked (Tab): the menu is not to stand there all the time.
    """

    def __init__(
        self, commands: Sequence[tuple[str, str]], words: Callable[[], Iterable[str]]
    ) -> None:
        self._commands = commands
        self._words = words

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        command, space, arguments = document.text_before_cursor.lstrip().partition(" ")
        if not command and not complete_event.completion_requested:
            return ()
        if not space:
            return self._complete_command(command)
        if command.removeprefix("/") == "help":
            return self._complete_command(arguments.lstrip())
        return self._complete_name(arguments.rpartition(",")[2].lstrip())

    def _complete_command(self, begun: str) -> Iterable[Completion]:
        slash = "" if begun and not begun.startswith("/") else "/"
        for name, summary in self._commands:
            if name.startswith(begun.removeprefix("/").casefold()):
                yield Completion(slash + name, -len(begun), display_meta=summary)

    def _complete_name(self, begun: str) -> Iterable[Completion]:
        """Names that begin so, then names with a later word that does."""
        if not begun:
            return
        sought = fold(begun)
        words = list(dict.fromkeys(self._words()))
        first = [word for word in words if fold(word).startswith(sought)]
        later = [word for word in words if f" {sought}" in fold(word) and word not in first]
        for word in [*first, *later][:MOST_OFFERED]:
            yield Completion(word, -len(begun))


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
        path.open("ab").close()
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
