"""Telegram: updates in, Bot API calls out. The library's names stay in this folder."""

import sys
from types import ModuleType
from typing import cast

# httpx goes without its own command line where that cannot be imported: nobody types it here, and
# it brings rich, click and pygments, 40 ms before the first poll and three megabytes.
cast(dict[str, ModuleType | None], sys.modules).setdefault("httpx._main", None)
