"""Imported before all that is large: loading makes much and throws nothing away, so that to look
for garbage meanwhile is in vain. Who imports this looks again when all is loaded.
"""

import gc

# An answer makes thousands of small things and lets go of nearly all at once; to look after every
# few hundred, as Python does by itself, took a twelfth of its time.
SMALL_THINGS, YOUNG_LOOKS, OLD_LOOKS = 10_000, 20, 20

gc.disable()


def begin() -> None:
    gc.disable()


def end() -> None:
    """Look for garbage again, but never at what is loaded by now: it stays to the end."""
    gc.freeze()
    gc.set_threshold(SMALL_THINGS, YOUNG_LOOKS, OLD_LOOKS)
    gc.enable()
