"""The console as a platform: a conversation in the terminal, and single questions for scripts."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from gettext import NullTranslations
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from messages.chart import Chart, Picture
from messages.clock import Clock
from messages.delivery import Delivered, NotSent, Piece, Refused, Said, SendOutcome
from messages.reply import Reply
from messages.request import AccountId, Chat, ChatId, PlatformName, Request, RequestKey, Sender
from messages.suggestion import Suggest
from messages.wording import Wording
from platforms.console.alone import Alone
from platforms.console.inbound import is_leaving, read_lines, read_number, read_plain, read_question
from platforms.console.inline import Display
from platforms.console.layout import lay_out, lay_out_aside
from platforms.console.line_prompt import LinePrompt, can_draw, on_interrupt
from platforms.console.offers import NO_WORDS, Vocabulary
from platforms.console.render import render_asides, render_reply
from platforms.console.sender import Outlet, keep_picture, to_json
from platforms.console.terminal import measure
from platforms.contract import Accept

if TYPE_CHECKING:
    from platforms.console.prompt import Prompt

log = logging.getLogger(__name__)

CONSOLE = PlatformName("console")
PATIENCE = timedelta(seconds=1)


class ConsolePlatform(Alone):
    """One person at one terminal, or one script.

    `session` is unique for each start; `pictures` is the folder for them (None: none are wanted).
    With `interactive` it is a conversation: buttons are numbered and a number presses one, `exit`
    leaves, and on a terminal there is a prompt, with `history` and completion from `vocabulary`
    where it can draw them;
    `opening` is asked for the person before the first prompt. Without it every line is a
    question, and the buttons are shown as what can be asked next.
    `wording` speaks until the first answer, which brings its own words.
    `display` shows pictures within the terminal, where it can. `chat` is this session's alone.
    `understood` tells of the last answer; None before the first, and where it cannot be written.
    `output` is None where standard output is closed: then everything is answered, to nobody.
    """

    name = CONSOLE

    def __init__(
        self,
        clock: Clock,
        output: TextIO | None,
        *,
        session: str,
        language: str | None = None,
        as_json: bool = False,
        pictures: Path | None = None,
        interactive: bool = False,
        source: TextIO | None = None,
        history: Path | None = None,
        vocabulary: Vocabulary = NO_WORDS,
        wording: Wording | None = None,
        opening: str = "",
        display: Display | None = None,
    ) -> None:
        self._clock = clock
        self._output = output or StringIO()
        self._outlet = Outlet(self._output)
        self._session = session
        self._as_json = as_json
        self._pictures = pictures
        self._is_conversation = interactive
        self._source = source or sys.stdin or StringIO()
        self._history = history
        self._vocabulary = vocabulary
        self._opening = opening
        self._display = display
        self._sender = Sender(CONSOLE, AccountId("local"), language=language)
        self.chat = Chat(CONSOLE, ChatId(f"session-{session}"))
        self._prompt: Prompt | LinePrompt | None = None
        self._asides = render_asides(wording or Wording("en", NullTranslations(), {}))
        self._buttons: Sequence[Mapping[str, str]] = ()
        self._asked = 0
        self._awaited: RequestKey | None = None
        self._answered = asyncio.Event()
        self._has_written = False
        self.understood: bool | None = None

    def read(self, line: str) -> Request:
        """A typed line, or the number of a button under the last answer, as a request.

        From here on `answered` waits for the answer to it.
        """
        button = self._find_button(read_number(line))
        command, arguments = (
            (button["command"], button["arguments"]) if button else read_question(line)
        )
        self._asked += 1
        self._awaited = RequestKey(f"{self._session}-{self._asked}")
        self._answered.clear()
        return Request(
            key=self._awaited,
            sender=self._sender,
            chat=self.chat,
            command=command,
            arguments=arguments,
            received_at=self._clock.now(),
            is_press=button is not None,
            plain=None if button else read_plain(line),
        )

    async def answered(self) -> None:
        """Returns once the answer to the last request read has been written."""
        await self._answered.wait()

    async def listen(self, accept: Accept, suggest: Suggest | None = None) -> None:
        """The conversation; returns when the person leaves."""
        self._prompt = self._open_prompt()
        if self._opening:
            await self._ask(self._opening, accept)
        arriving = self._prompt.lines() if self._prompt else read_lines(self._source)
        async with aclosing(arriving) as lines:
            async for line in lines:
                if is_leaving(line) or self._outlet.is_cut:
                    return
                await self._take(line, accept)

    async def listen_lines(self, lines: AsyncIterator[str] | TextIO | None, accept: Accept) -> None:
        """One question a line, each answered before the next; returns at the end of the lines.

        `lines` is None where standard input is closed.
        """
        if lines is None:
            log.error("standard input is closed: there are no questions to read")
            return
        arriving = lines if isinstance(lines, AsyncIterator) else read_lines(lines)
        async for line in arriving:
            if self._outlet.is_cut:
                return
            if line.strip():
                await self._ask(line, accept)

    def picture_of(self, request: Request, reply: Reply, wording: Wording) -> Chart | None:
        return reply.chart if self._pictures or self._display else None

    def render(
        self,
        request: Request,
        reply: Reply,
        wording: Wording,
        picture: Picture | None,
        earlier: Sequence[Said] = (),
    ) -> tuple[Piece, ...]:
        words = render_reply(request, reply, wording)
        spoken = {**words, "language": wording.language}
        return (Piece(spoken, picture.digest if picture else None),)

    async def send(self, chat: Chat, piece: Piece, png: bytes | None) -> SendOutcome:
        """Write one answer; another session's is left to that session.

        A reader who leaves (`| head`) has had all that was wanted: that is no failure.
        """
        if chat.id != self.chat.id:
            return NotSent("it belongs to another session of the console")
        words = keep_picture(piece.payload, self._pictures, png)
        try:
            await self._show(words, png)
        except OSError as error:
            self._remember(words, understood=None)
            return Refused(f"the output takes nothing: {error}")
        self._remember(words, understood=words["understood"])
        return Delivered()

    def chat_with(self, account: AccountId) -> Chat:
        return self.chat

    async def language_of(self, sender: Sender) -> str | None:
        return self._sender.language

    async def close(self) -> None:
        """Nothing is held open: the streams belong to whoever handed them in."""

    async def _take(self, line: str, accept: Accept) -> None:
        number = read_number(line)
        if not line.strip():
            return
        if number is not None and self._buttons and not self._find_button(number):
            sentence = self._asides["beyond"].replace("{number}", str(number))
            self._write(lay_out_aside(sentence, measure(self._output)))
            return
        await self._ask(line, accept)

    async def _ask(self, line: str, accept: Accept) -> None:
        request = self.read(line)
        await accept((request,))
        if self._prompt is None:
            await self.answered()
        else:
            await self._wait_at()

    async def _wait_at(self) -> None:
        """With a quiet sign of life where the answer takes longer than a person expects.

        Ctrl-C gives the prompt back; the answer is then written above it when it comes.
        """
        answer = asyncio.ensure_future(self.answered())
        pause = asyncio.ensure_future(self._clock.sleep(PATIENCE))
        try:
            with on_interrupt(answer.cancel):
                await asyncio.wait({answer, pause}, return_when=asyncio.FIRST_COMPLETED)
                if not answer.done():
                    self._outlet.write("…\n")
                await asyncio.wait({answer})
        finally:
            pause.cancel()
            answer.cancel()

    def _find_button(self, number: int | None) -> Mapping[str, str] | None:
        if number is None or not self._is_conversation:
            return None
        return self._buttons[number - 1] if 1 <= number <= len(self._buttons) else None

    def _open_prompt(self) -> "Prompt | LinePrompt | None":
        if not (self._is_conversation and self._source.isatty() and self._output.isatty()):
            return None
        if not can_draw(os.environ):
            return LinePrompt(self._source, self._outlet.write)
        # prompt_toolkit takes as long to load as all else here, and most uses have no prompt.
        from platforms.console.prompt import Prompt, QuestionCompleter

        return Prompt(
            QuestionCompleter(self._vocabulary), self._history, lambda: self._asides["leave"]
        )

    async def _show(self, words: Mapping[str, Any], png: bytes | None) -> None:
        if self._as_json:
            self._outlet.write(to_json(words))
            return
        sheet = measure(self._output)
        answer = lay_out(words, sheet, is_conversation=self._is_conversation)
        if png is not None and self._display is not None and sheet.width is not None:
            answer = f"{self._display.draw(png, sheet.width)}{answer}"
        if self._prompt is not None and self._prompt.is_open:
            await self._prompt.write_above(lambda: self._write(answer))
        else:
            self._write(answer)

    def _write(self, block: str) -> None:
        """Blank lines around it at a prompt, between it and the one before elsewhere."""
        if self._prompt is not None:
            self._outlet.write(f"\n{block}\n")
        else:
            self._outlet.write(f"\n{block}" if self._has_written else block)
        self._has_written = True

    def _remember(self, words: Mapping[str, Any], *, understood: bool | None) -> None:
        self.understood = understood
        if words["language"] != self._sender.language:
            # The session's language goes before any other, so another was chosen within it.
            self._sender = replace(self._sender, language=None)
        self._buttons = words["buttons"]
        self._asides = words["asides"]
        if words["request"] == self._awaited:
            self._answered.set()
