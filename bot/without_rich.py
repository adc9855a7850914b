"""Keeps rich out of the log: structlog loads it for tracebacks in colour, which are not shown here,
since no secret could be taken out of them. What prints tables loads it when it prints.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import cast

NEEDLESS = "rich"


def leave_out_rich() -> None:
    """Before structlog is first imported; where it is there already it stays as it is."""
    if "structlog" in sys.modules:
        return
    # None is how Python marks what cannot be imported: structlog then does without.
    modules = cast(dict[str, ModuleType | None], sys.modules)
    loaded = modules.get(NEEDLESS)
    modules[NEEDLESS] = None
    try:
        import_module("structlog")
    finally:
        del modules[NEEDLESS]
        if loaded is not None:
            modules[NEEDLESS] = loaded
