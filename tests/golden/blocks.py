"""Slack's blocks as text: what stands where, without the JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]


def blocks_as_text(blocks: Sequence[Block], picture: str) -> str:
    """`picture` stands where the image will."""
    return "\n".join(line for block in blocks for line in _block(block, picture))


def _block(block: Block, picture: str) -> Iterator[str]:
    match block:
        case {"type": "header", "text": {"text": text}}:
            yield f"# {text}"
        case {"type": "section", "text": {"text": text}}:
            yield text
        case {"type": "context", "elements": elements}:
            yield f"({' '.join(element['text'] for element in elements)})"
        case {"type": "divider"}:
            yield ""
        case {"type": "image"}:
            yield picture
        case {"type": "rich_text", "elements": elements}:
            for element in elements:
                yield from _rich(element)
        case {"type": "table", "rows": rows}:
            for row in rows:
                yield f"| {' | '.join(_cell(cell) for cell in row)} |"
        case {"type": "input", "label": {"text": label}, "hint": {"text": hint}}:
            yield f"{label}: [to be filled in]"
            yield f"({hint})"
        case {"type": "actions", "elements": elements}:
            yield "  ".join(_press(element) for element in elements)
        case _:
            raise ValueError(f"say in tests/golden/blocks.py how {block['type']!r} reads")


def _rich(element: Block) -> Iterator[str]:
    match element:
        case {"type": "rich_text_section", "elements": parts}:
            yield from "".join(map(_run, parts)).split("\n")
        case {"type": "rich_text_list", "elements": points}:
            yield from (f"• {''.join(map(_run, point['elements']))}" for point in points)
        case _:
            raise ValueError(f"say in tests/golden/blocks.py how {element['type']!r} reads")


def _run(run: Block) -> str:
    match run:
        case {"type": "link", "url": url}:
            return f"<{run.get('text', '')} {url}>"
        case {"text": text, "style": {"bold": True}}:
            return f"*{text}*"
        case {"text": text}:
            return str(text)
        case _:
            raise ValueError(f"say in tests/golden/blocks.py how {run['type']!r} reads")


def _cell(cell: Block) -> str:
    if cell["type"] == "rich_text":
        return " ".join(line for element in cell["elements"] for line in _rich(element))
    return str(cell["text"])


def _press(element: Block) -> str:
    match element:
        case {"type": "overflow", "options": options}:
            offered = ", ".join(f"{o['text']['text']} → {o['value']}" for o in options)
            return f"[more: {offered}]"
        case {"type": "button", "text": {"text": label}}:
            return f"[{label} → {element.get('value') or element.get('url')}]"
        case _:
            raise ValueError(f"say in tests/golden/blocks.py how {element['type']!r} reads")
