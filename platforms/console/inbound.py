"""What somebody typed: a question, the number of a button, or a word to leave."""

import asyncio
import codecs
import os
import re
from collections.abc import AsyncGenerator
from io import UnsupportedOperation
from typing import TextIO

from messages.request import read_command

LEAVING = frozenset({"exit", "quit", "keluar"})
NUMBER = re.compile(r"(\d{1,9})\.?")
# What Python makes of bytes on the command line that are no text; no database takes them.
NO_TEXT = re.compile("[\ud800-\udfff]")
# What Windows puts in front of a file; in the middle where files were put together.
BYTE_ORDER_MARK = "\ufeff"
CHUNK = 65_536


def is_leaving(line: str) -> bool:
    return line.strip().removeprefix("/").casefold() in LEAVING


def read_number(line: str) -> int | None:
    """The number, where the line is nothing but one."""
    found = NUMBER.fullmatch(line.strip())
    return int(found[1]) if found else None


def read_question(line: str) -> tuple[str, str]:
    """Command and arguments; `?` asks for help."""
    text = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", line).strip()
    if text.startswith("?"):
        return "help", text[1:].strip()
    return read_command(text)


def read_plain(line: str) -> str | None:
    """The line as typed, where no slash or question mark says that it is a command."""
    text = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", line).strip()
    return None if not text or text.startswith(("/", "?")) else text


async def read_lines(source: TextIO) -> AsyncGenerator[str, None]:
    """Each line as it arrives, without blocking the loop; bytes that are no text become `�`.

    No thread waits on the source, so that nothing holds up leaving.
    """
    try:
        descriptor = source.fileno()
    except UnsupportedOperation:
        for line in source:
            yield without_marks(line)
        return
    decoder = codecs.getincrementaldecoder(source.encoding)("replace")
    begun = ""
    while chunk := await _read_chunk(descriptor):
        *lines, begun = (begun + decoder.decode(chunk)).split("\n")
        for line in lines:
            yield without_marks(line)
    if last := begun + decoder.decode(b"", final=True):
        yield without_marks(last)


def without_marks(line: str) -> str:
    """The line without its end and without a byte order mark before it."""
    return line.rstrip("\r\n").removeprefix(BYTE_ORDER_MARK)


async def _read_chunk(descriptor: int) -> bytes:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # a regular file: it can be read at any time
        return os.read(descriptor, CHUNK)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, CHUNK)
