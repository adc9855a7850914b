"""Keeps SQLAlchemy's object mapper out of memory: nothing here maps objects.

`sqlalchemy.ext.asyncio` as shipped imports it for sessions, which nobody asks for: a tenth of the
time to the first poll, and eight megabytes. So the package is made without its own first lines,
and holds only what connections need; sessions cannot be imported from it in this process.
"""

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec

PACKAGE = "sqlalchemy.ext.asyncio"
NEEDED = ("AsyncConnection", "AsyncEngine", "create_async_engine")


def leave_out_orm() -> None:
    """Before the package is first imported; where it is there already, whole, it stays."""
    spec = None if PACKAGE in sys.modules else find_spec(PACKAGE)
    if spec is None:
        return
    package = module_from_spec(spec)
    sys.modules[PACKAGE] = package
    engine = import_module(f"{PACKAGE}.engine")
    for name in NEEDED:
        setattr(package, name, getattr(engine, name))
    above, _, last = PACKAGE.rpartition(".")
    setattr(sys.modules[above], last, package)
