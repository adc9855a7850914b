"""The log: every line of ours and of the libraries leaves through one door, without secrets.

Whatever is logged, warned or raised goes to standard error, for people or as JSON lines.
"""

import contextlib
import logging
import os
import re
import secrets as randomness
import sys
import threading
from collections.abc import Collection
from functools import lru_cache
from hashlib import sha256
from types import TracebackType
from typing import cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redaction import Redactor

# They tell addresses with a token in them, statements with what people asked, or every step.
QUIET = ("httpx", "httpcore", "alembic", "matplotlib", "PIL")

# Neither alike when written (0 and O, 1 and I, 2 and Z, 5 and S, 8 and B, U and V) nor, in most
# languages, when read out (M and N).
READABLE = "ACDEFGHJKMPQRTVWXY234679"

# What could start a new line, move the cursor or turn the reading direction.
DISORDERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
MANY_LINES = frozenset({"exception", "stack", "stack_info"})

log = logging.getLogger(__name__)


class Telemetry:
    """The redactor in use; before the log is set up it knows only shapes."""

    redactor = Redactor()


def redact(text: str) -> str:
    """The text without secrets: those handed to `set_up_logging` and all that look like one."""
    return Telemetry.redactor(text)


def new_reference() -> str:
    """What ties a user's report to a line in the log, such as K7F-2QX; about 190 million."""
    letters = "".join(randomness.choice(READABLE) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


@lru_cache(maxsize=1_024)
def reference_of(key: str) -> str:
    """The reference of what has this key, the same in every process: from what came in over its
    answer to its delivery, and in the apology where that failed."""
    number = int.from_bytes(sha256(key.encode(errors="replace")).digest()[:8])
    letters = ""
    for _ in range(6):
        number, place = divmod(number, len(READABLE))
        letters += READABLE[place]
    return f"{letters[:3]}-{letters[3:]}"


def set_up_logging(level: str, log_format: str, secrets: Collection[str]) -> None:
    """Begin anew: `level` as logging names it, `log_format` "console" or "json".

    `secrets` are never shown, whatever an argument, an exception or an object says of them.
    """
    Telemetry.redactor = Redactor(secrets)
    handler = StandardError()
    handler.setFormatter(_formatter(log_format == "json"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *DESCRIBING,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    sys.unraisablehook = _log_unraisable


DESCRIBING: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class StandardError(logging.StreamHandler):  # type: ignore[type-arg]  # generic only for checkers
    """Writes to standard error; a line that cannot be formatted is told by its place alone."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the parent's name
        # The parent would print the arguments of the record, secrets and all.
        reason = type(sys.exc_info()[1]).__name__
        # Nor may a full disk under the log, or a reader that is gone, end the program.
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(f"log line lost ({reason}): {record.pathname}:{record.lineno}\n")


def _formatter(is_json: bool) -> logging.Formatter:
    renderer: Processor = structlog.processors.JSONRenderer()
    if not is_json:
        is_coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
        renderer = structlog.dev.ConsoleRenderer(colors=is_coloured)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*DESCRIBING, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # For people too: the renderer's own tracebacks would come after the secrets are out.
            structlog.processors.format_exc_info,
            _without_secrets,
            renderer,
        ],
    )


def _without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Runs last before rendering, when messages, extras and tracebacks are all there."""
    shown = cast(EventDict, Telemetry.redactor.within(event))
    return {
        name: _in_order(value, name in MANY_LINES) if isinstance(value, str) else value
        for name, value in shown.items()
    }


def _in_order(text: str, may_have_lines: bool) -> str:
    """The text with what could forge a line or disorder the screen written as an escape."""

    def escaped(letter: re.Match[str]) -> str:
        if may_have_lines and letter[0] in "\n\t":
            return letter[0]
        return letter[0].encode("unicode_escape").decode()

    return DISORDERING.sub(escaped, text)


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("stopped by an error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(failure: threading.ExceptHookArgs) -> None:
    error = failure.exc_value
    if error is not None and not isinstance(error, SystemExit):
        log.error("a thread ended with an error", exc_info=error)


def _log_unraisable(failure: "sys.UnraisableHookArgs") -> None:
    log.error(failure.err_msg or "an error that nobody could catch", exc_info=failure.exc_value)
