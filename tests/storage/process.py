"""Programs run beside the test, to be killed or to hold a lock."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Kills itself, as hard as the kernel can, after as many statements as its last argument says.
DIE_AFTER = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine

statements = 0

@event.listens_for(Engine, "after_cursor_execute")
def count(*_):
    global statements
    statements += 1
    if statements == int(sys.argv[-1]):
        os.kill(os.getpid(), signal.SIGKILL)
"""


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
