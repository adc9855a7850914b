"""Slack's own spelling of text: `&amp;`, `<@U1>`, `<https://a|b>`, read and written."""

import re

REFERENCE = re.compile(r"<([@#!]|https?://|mailto:|tel:)([^<>|]*)(?:\|([^<>]*))?>")
# U+2060 between the two: a reader sees nothing, a parser no mention.
WORD_JOINER = "\u2060"
MENTION_START = re.compile(r"<(?=[!@#])")
CONTROLS = dict.fromkeys(code for code in range(32) if chr(code) not in "\n\t")


def as_typed(text: str) -> str:
    """What the person typed, from the text of an event or a command."""
    shown = REFERENCE.sub(reference_as_typed, text)
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return shown.replace("\N{NO-BREAK SPACE}", " ").strip()


def reference_as_typed(found: re.Match[str]) -> str:
    kind, target, label = found.groups()
    match kind:
        case "@" | "#":
            return kind + (label or target).removeprefix(kind)
        case "!":
            return label or f"@{target}"
        case "mailto:" | "tel:":
            return label or target
        case _:
            return label or kind + target


def without_mention(text: str, user: str | None) -> str:
    """The text without `<@user>`; where we do not know who we are, without the first mention."""
    if user is None:
        return re.sub(r"<@[^<>]*>", " ", text, count=1)
    return re.sub(rf"<@{re.escape(user)}(\|[^<>]*)?>", " ", text)


def literal(text: str) -> str:
    """Text for a place that knows no markup, which no later reading can turn into a mention."""
    return MENTION_START.sub(f"<{WORD_JOINER}", text.translate(CONTROLS))


def escaped(text: str) -> str:
    """Text for a place that reads markup."""
    return literal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
