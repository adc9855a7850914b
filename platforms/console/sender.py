"""Putting an answer on the output: as words or as JSON, with its picture saved beside it."""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from platforms.console.layout import Sheet, lay_out
from platforms.console.pictures import save_picture, shown_path
from platforms.console.plain import clean_line

Words = Mapping[str, Any]

# What `--json` shows of an answer, in this order.
SHOWN_KEYS = ("understood", "command", "country", "text", "parts")


def keep_picture(words: Words, folder: Path | None, png: bytes | None) -> Words:
    """The answer with its chart as a file, or with the reason why it could not be one."""
    charts = [number for number, part in enumerate(words["parts"]) if part["type"] == "chart"]
    if folder is None or png is None or not charts:
        return words
    try:
        path = save_picture(folder, words["command"], words["country"], png)
        kept = {"type": "picture", "path": shown_path(path)}
    except OSError as error:
        kept = {"type": "unsaved", "reason": clean_line(error.strerror or type(error).__name__)}
    shown = " ".join(words["parts"][number]["alternative"] for number in charts)
    # One picture shows all the charts: it stands where the first of them is.
    parts = [
        {**kept, "alternative": shown} if number == charts[0] else part
        for number, part in enumerate(words["parts"])
    ]
    return {**words, "parts": parts}


def to_json(words: Words) -> str:
    """One object on one line; buttons are its last part, so that nothing said is missing."""
    buttons = [{"type": "buttons", "buttons": words["buttons"]}] if words["buttons"] else []
    shown = {**words, "text": lay_out(words, Sheet()).rstrip("\n")}
    shown["parts"] = [*words["parts"], *buttons]
    return json.dumps({key: shown[key] for key in SHOWN_KEYS}, ensure_ascii=False) + "\n"


class Outlet:
    """A stream whose encoding, and whose reader, may have other ideas.

    `is_cut` is True once the reader has gone (`| head`): then nothing more is written.
    """

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self.is_cut = False

    def write(self, text: str) -> None:
        """Letters that the stream's encoding lacks become `?`. Raises OSError where the stream
        takes nothing, but not when its reader has gone.
        """
        if self.is_cut:
            return
        encoding = self._output.encoding or "utf-8"
        try:
            self._output.write(text.encode(encoding, "replace").decode(encoding))
            self._output.flush()
        except BrokenPipeError:
            self.is_cut = True
            self._drop_the_rest()

    def _drop_the_rest(self) -> None:
        """Python flushes standard output once more when it exits, and would complain loudly."""
        with contextlib.suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._output.fileno())
            os.close(nowhere)
