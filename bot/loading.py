"""Imported before all that is large: loading makes much and throws nothing away, so that to look
for garbage meanwhile is in vain. Who imports this looks again when all is loaded.
"""

import gc

gc.disable()


def begin() -> None:
    gc.disable()


def end() -> None:
    """Look for garbage again, but never at what is loaded by now: it stays to the end."""
    gc.freeze()
    gc.enable()
