"""What a process signs its leases with, and how one on the same machine is known to be dead.

A dead one's letters need not wait for its lease to end. Nothing rests on this: where it is wrong
the fencing numbers keep the living one from sending what was taken from it.
"""

import os
import secrets
import socket
from pathlib import Path

NAMESPACE = Path("/proc/self/ns/pid")


def new_owner() -> str:
    """Machine, process and a number of chance: no other process ever has the same."""
    return f"{_machine()}/{os.getpid()}/{secrets.token_hex(4)}"


def is_dead(owner: str, ours: str) -> bool:
    """Whether whoever signed so surely lives no more: it was a process of this machine."""
    machine, pid, chance = owner.rsplit("/", 2)
    if machine != _machine() or owner == ours:
        return False
    if int(pid) == os.getpid():
        return chance != ours.rsplit("/", 1)[1]
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _machine() -> str:
    """The host, and which numbering of processes: a container has its own."""
    try:
        numbering = os.readlink(NAMESPACE)
    except OSError:
        numbering = ""
    return f"{socket.gethostname()}{numbering}"
