"""JSON as it is stored and sent: of an answer's way, the standard library's took a tenth."""

import json
from typing import Any

import orjson


def as_json(value: Any) -> str:
    """What is no Unicode, such as half a surrogate pair, and what is no number of 64 bits goes the
    way of the standard library, which escapes the one and writes the other out."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value)
