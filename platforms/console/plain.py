"""Text that may go to a terminal: whatever people or sources wrote cannot steer it."""

import unicodedata

# Embeddings, overrides and isolates of writing direction would disorder the line around them.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """The text in lines, without control characters, lone surrogates and direction overrides."""
    return "\n".join("".join(filter(_is_shown, line)) for line in _in_lines(text))


def clean_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def _in_lines(text: str) -> list[str]:
    return text.replace("\t", " ").splitlines()


def _is_shown(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in DIRECTIONS
