"""Text with tags, before it is a message: runs, their HTML and their length as Telegram counts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

# A word joiner behind the @ keeps the letters as they are and Telegram from finding a mention.
MENTION = re.compile(r"(?<!\w)@(?=\w)")
UNMENTIONED = "@\u2060"

BOLD = "b"
ITALIC = "i"
TABLE = "pre"
QUOTE = "blockquote expandable"


@dataclass(frozen=True, slots=True)
class Run:
    """Text under the same tags, outermost first. What must stay together is one run."""

    text: str
    tags: tuple[str, ...] = ()


def link(address: str) -> str | None:
    """The tag of a link to a web address, or None for any other kind of address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return f'a href="{escape(address)}"'


def fit_to_show(text: str) -> str:
    """Without what Telegram would read as a mention, and without half characters."""
    return MENTION.sub(UNMENTIONED, text.encode(errors="ignore").decode())


def to_html(runs: Iterable[Run]) -> str:
    """Runs as Telegram's HTML: tags stay open between runs that share them."""
    html: list[str] = []
    opened: tuple[str, ...] = ()
    for run in runs:
        kept = shared_tags(opened, run.tags)
        html += closing(opened[kept:])
        html += [f"<{tag}>" for tag in run.tags[kept:]]
        html.append(escape(run.text, quote=False))
        opened = run.tags
    return "".join([*html, *closing(opened)])


def closing(tags: Sequence[str]) -> list[str]:
    return [f"</{tag.partition(' ')[0]}>" for tag in reversed(tags)]


def shared_tags(left: Sequence[str], right: Sequence[str]) -> int:
    """How many outermost tags both have in common."""
    count = 0
    while count < min(len(left), len(right)) and left[count] == right[count]:
        count += 1
    return count


def plain_text(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def utf16_length(text: str) -> int:
    """Telegram's limits count UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Without the empty lines around it, which Telegram would cut off anyway."""
    kept = list(runs)
    while kept and not kept[-1].text.rstrip("\n"):
        kept.pop()
    while kept and not kept[0].text.lstrip("\n"):
        kept.pop(0)
    if kept:
        kept[-1] = Run(kept[-1].text.rstrip("\n"), kept[-1].tags)
        kept[0] = Run(kept[0].text.lstrip("\n"), kept[0].tags)
    return tuple(kept)
