"""What stands in a terminal's window after all that was written to it: as much of one as a program
needs that writes line after line, and moves about in the last ones."""

import re
from collections import defaultdict

TOKEN = re.compile(
    r"\x1b\[(?P<number>\d*)(?P<move>[ABCDJK])"
    r"|\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b_[^\x1b]*\x1b\\|\x1b[=>]"
    r"|(?P<letter>[^\x1b])",
    re.DOTALL,
)


class Screen:
    def __init__(self, columns: int, lines: int) -> None:
        self._columns, self._lines = columns, lines
        self._rows: dict[int, dict[int, str]] = defaultdict(dict)
        self._row = self._column = self._lowest = 0
        self._begun = ""

    def write(self, written: str) -> None:
        """A sequence that is not whole yet waits for its end."""
        self._begun += written
        while token := TOKEN.match(self._begun):
            self._begun = self._begun[token.end() :]
            if letter := token["letter"]:
                self._put(letter)
            elif token["move"]:
                self._move(token["move"], int(token["number"] or "1"))
            self._lowest = max(self._lowest, self._row)

    @property
    def cursor(self) -> tuple[int, int]:
        """Line and column in the window, from 1."""
        return self._row - self._top + 1, self._column + 1

    @property
    def _top(self) -> int:
        return max(0, self._lowest - self._lines + 1)

    @property
    def window(self) -> str:
        """What one sees: the lowest lines that were ever reached, and as many above as fit."""
        rows = range(self._top, self._lowest + 1)
        return "\n".join(self._text(row) for row in rows)

    def _text(self, row: int) -> str:
        letters = self._rows[row]
        return "".join(letters.get(column, " ") for column in range(self._columns)).rstrip()

    def _put(self, letter: str) -> None:
        match letter:
            case "\r":
                self._column = 0
            case "\n":
                self._row += 1
            case _ if letter.isprintable():
                if self._column == self._columns:
                    self._row, self._column = self._row + 1, 0
                self._rows[self._row][self._column] = letter
                self._column += 1

    def _move(self, way: str, number: int) -> None:
        match way:
            case "A":
                self._row -= number
            case "B":
                self._row += number
            case "C":
                self._column += number
            case "D":
                self._column -= number
            case _:
                self._erase(is_all_below=way == "J")

    def _erase(self, *, is_all_below: bool) -> None:
        """From here to the end of the line, and every line below if so."""
        for row, letters in self._rows.items():
            is_here = row == self._row
            for column in list(letters):
                if (is_here and column >= self._column) or (is_all_below and row > self._row):
                    del letters[column]
