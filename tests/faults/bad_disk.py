"""A disk that fails, below SQLite: what it reads and what it flushes goes through here.

SQLite calls the system by a table of functions (a VFS), and a process may register its own. This
one hands everything on to the usual one, but for reads and flushes while a test has them fail:
then SQLite is told what it is told when the kernel answers EIO. Nothing of Kopdar's knows.
"""

import _sqlite3
import ctypes
import mmap
import sqlite3
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any

# The environment names the switch; without it the disk is as good as the machine's.
SWITCH = "FAULTS_DISK"

SQLITE_OK = 0
READS = sqlite3.SQLITE_IOERR_READ
FLUSHES = sqlite3.SQLITE_IOERR_FSYNC

OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
READ = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class Vfs(Structure):
    """`sqlite3_vfs`."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("own", c_void_p),
        ("open", OPEN),
        ("rest", c_void_p * 15),
    )


class Methods(Structure):
    """`sqlite3_io_methods`: what can be done with an open file."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", READ),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", SYNC),
        ("rest", c_void_p * 14),
    )


class File(Structure):
    """`sqlite3_file`, of which the rest is its VFS's own."""

    _fields_ = (("methods", POINTER(Methods)),)


class State(Structure):
    """Shared by the test and the process: which code is answered now, and how often it was."""

    _fields_ = (("answered", c_int), ("met", c_int))


class Disk:
    """The switch, in a file that both sides have mapped."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(ctypes.sizeof(State)))
        with path.open("r+b") as file:
            self._state = State.from_buffer(mmap.mmap(file.fileno(), 0))

    def fails(self, at: int) -> None:
        """From now on `READS` or `FLUSHES` come to nothing."""
        self._state.met = 0
        self._state.answered = at

    def is_mended(self) -> None:
        self._state.answered = SQLITE_OK

    @property
    def met(self) -> int:
        """How often SQLite was told so since then."""
        return int(self._state.met)

    def answer(self, at: int) -> int:
        if self._state.answered != at:
            return SQLITE_OK
        self._state.met += 1
        return at


class BadVfs:
    """The usual VFS of this process with `disk` between; what C calls is kept alive by `self`."""

    def __init__(self, disk: Disk) -> None:
        # The very library that Python's own module calls.
        self._library = ctypes.CDLL(_sqlite3.__file__)
        self._library.sqlite3_vfs_find.restype = POINTER(Vfs)
        self._disk = disk
        self._usual = self._library.sqlite3_vfs_find(None)
        self._methods: dict[int, Methods] = {}
        self._ours = Vfs.from_buffer_copy(self._usual.contents)
        self._ours.name = b"bad-disk"
        self._ours.open = OPEN(self._open)

    def register(self) -> None:
        """Every file that is opened from now on is on the bad disk."""
        assert self._library.sqlite3_vfs_register(byref(self._ours), 1) == SQLITE_OK

    def _open(self, _: Any, name: Any, file: Any, flags: int, out_flags: Any) -> int:
        usual = self._usual.contents.open
        code = int(usual(ctypes.cast(self._usual, c_void_p), name, file, flags, out_flags))
        opened = File.from_address(file)
        if code == SQLITE_OK:
            opened.methods = ctypes.pointer(self._failing(opened.methods.contents))
        return code

    def _failing(self, usual: Methods) -> Methods:
        address = ctypes.addressof(usual)
        if address not in self._methods:
            failing, read, sync = Methods.from_buffer_copy(usual), usual.read, usual.sync

            def bad_read(file: Any, into: Any, count: int, offset: int) -> int:
                return self._disk.answer(READS) or int(read(file, into, count, offset))

            def bad_sync(file: Any, flags: int) -> int:
                return self._disk.answer(FLUSHES) or int(sync(file, flags))

            failing.read, failing.sync = READ(bad_read), SYNC(bad_sync)
            self._methods[address] = failing
        return self._methods[address]


_installed: list[BadVfs] = []


def install(switch: Path) -> None:
    """In this process, for good; before it opens a database."""
    _installed.append(BadVfs(Disk(switch)))
    _installed[-1].register()
