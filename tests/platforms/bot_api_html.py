"""Telegram's HTML as its server reads it: the same tags, the same complaints, the same offsets."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

TAGS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
# Only these names are read; any other stays as it is written.
NAMED = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);?")
ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)\s*(?:=\s*("[^"]*"?|'[^']*'?|[\w.\-]+))?""")
MENTION = re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")
BOT_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{3,31})?(?!\w)")

Entity = dict[str, Any]


class Unparsable(Exception):
    """Why the server would answer "can't parse entities"."""


@dataclass
class Opened:
    tag: str
    attributes: dict[str, str]
    offset: int


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Plain text and entities, offsets in UTF-16 units; raises `Unparsable`."""
    text, at = "", 0
    entities: list[Entity] = []
    opened: list[Opened] = []
    while at < len(html):
        if html[at] == "&" and (named := NAMED.match(html, at)):
            text += unescape(named[0])
            at = named.end()
        elif html[at] != "<":
            text += html[at]
            at += 1
        elif html.startswith("</", at):
            at = close_tag(html, at, text, opened, entities)
        else:
            at = open_tag(html, at, text, opened)
    if opened:
        raise Unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return trim(text, entities)


def open_tag(html: str, at: int, text: str, opened: list[Opened]) -> int:
    byte = len(html[:at].encode())
    name = re.compile(r"[^\s>]*").match(html, at + 1)
    assert name
    if name.end() >= len(html):
        raise Unparsable(f"Unclosed start tag at byte offset {byte}")
    tag = name[0].lower()
    if tag not in TAGS:
        raise Unparsable(f'Unsupported start tag "{tag}" at byte offset {byte}')
    attributes: dict[str, str] = {}
    at = name.end()
    while at < len(html) and html[at] != ">":
        found = ATTRIBUTE.match(html, at)
        if not found:
            raise Unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {byte}')
        attributes[found[1].lower()] = unescape((found[2] or "").strip("\"'"))
        at = found.end()
        at += len(html[at:]) - len(html[at:].lstrip())
    if at >= len(html):
        raise Unparsable(f'Unclosed start tag "{tag}" at byte offset {byte}')
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise Unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
    opened.append(Opened(tag, attributes, utf16(text)))
    return at + 1


def close_tag(html: str, at: int, text: str, opened: list[Opened], entities: list[Entity]) -> int:
    byte = len(html[:at].encode())
    if not opened:
        raise Unparsable(f"Unexpected end tag at byte offset {byte}")
    end = html.find(">", at)
    if end < 0:
        raise Unparsable(f"Unclosed end tag at byte offset {byte}")
    name = html[at + 2 : end].strip().lower()
    last = opened.pop()
    if name and name != last.tag:
        raise Unparsable(
            f'Unmatched end tag at byte offset {byte}, expected "</{last.tag}>", found "</{name}>"'
        )
    if length := utf16(text) - last.offset:
        entities.append(entity_of(last, length))
    return end + 1


def entity_of(opened: Opened, length: int) -> Entity:
    kind = TAGS[opened.tag]
    entity: Entity = {"type": kind, "offset": opened.offset, "length": length}
    if kind == "text_link":
        entity["url"] = opened.attributes.get("href", "")
    if kind == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space round the message goes; entities shrink with it. Outer entities come first."""
    lead = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    whole = utf16(text)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(whole, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def find_entities(text: str, taken: list[Entity]) -> list[Entity]:
    """What Telegram finds by itself in plain text: mentions and commands, but not within code."""
    code = [e for e in taken if e["type"] in {"pre", "code"}]
    found = []
    for kind, pattern in (("mention", MENTION), ("bot_command", BOT_COMMAND)):
        for match in pattern.finditer(text):
            offset, length = utf16(text[: match.start()]), utf16(match[0])
            if not any(
                e["offset"] < offset + length and offset < e["offset"] + e["length"] for e in code
            ):
                found.append({"type": kind, "offset": offset, "length": length})
    return found


def lost_entities(entities: list[Entity]) -> list[Entity]:
    """Entities inside code: the server drops them without a word."""
    code = [e for e in entities if e["type"] in {"pre", "code"}]
    return [
        e
        for e in entities
        for c in code
        if e is not c
        and c["offset"] <= e["offset"]
        and e["offset"] + e["length"] <= c["offset"] + c["length"]
        and e["type"] not in {"pre", "blockquote", "expandable_blockquote"}
    ]
