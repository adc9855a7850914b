"""Nothing secret reaches the log, whichever way it takes."""

import errno
import io
import json
import logging
import re
import sys
import threading
import warnings
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import REMOVED, Redactor
from bot.telemetry import (
    QUIET,
    READABLE,
    Telemetry,
    new_reference,
    redact,
    reference_of,
    set_up_logging,
)

TELEGRAM_TOKEN = "7012345678:AAH-9zKqW_s1d2f3g4h5j6k7l8m9n0pQrSt"
SLACK_TOKEN = "xoxb-1234567890-0987654321-AbCdEfGhIjKlMnOpQrStUvWx"
APP_TOKEN = "xapp-1-A0123456789-1234567890-0f1e2d3c4b5a"
SIGNING_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
PASSWORD = "p&ä\"s\\s w'rd/%"


class Holder:
    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Holder({self.value!r})"


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    quiet = {name: logging.getLogger(name).level for name in QUIET}
    redactor = Telemetry.redactor
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    logging.captureWarnings(False)
    root.handlers[:], level = before
    root.setLevel(level)
    for name, level in quiet.items():
        logging.getLogger(name).setLevel(level)
    Telemetry.redactor = redactor
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextmanager
def standard_error(stream: io.StringIO | None = None) -> Iterator[io.StringIO]:
    """A stream of our own in its place: hypothesis and capsys do not go together."""
    before, sys.stderr = sys.stderr, stream or io.StringIO()
    try:
        yield sys.stderr
    finally:
        sys.stderr = before


def by_argument(secret: str) -> None:
    logging.getLogger("library").info("calling %s now", secret)


def by_message(secret: str) -> None:
    logging.getLogger("library").info(f"calling {secret}")


def by_extra(secret: str) -> None:
    logging.getLogger("library").info("calling", extra={"sent": {"deep": [secret, (secret,)]}})


def by_extra_name(secret: str) -> None:
    logging.getLogger("library").info("calling", extra={"headers": {secret: 1}})


def by_object(secret: str) -> None:
    logging.getLogger("library").info("calling %r", Holder(secret), extra={"by": Holder(secret)})


def by_bytes(secret: str) -> None:
    logging.getLogger("library").info("calling %s", secret.encode(), extra={"b": secret.encode()})


def by_repr_of_repr(secret: str) -> None:
    logging.getLogger("library").info("calling %r", repr([secret]))


def by_json(secret: str) -> None:
    logging.getLogger("library").info("calling %s", json.dumps({"key": json.dumps([secret])}))


def by_quoted_address(secret: str) -> None:
    for quoted in (quote(secret), quote(secret, safe=""), in_small_hex(secret)):
        logging.getLogger("library").info("calling %s", f"https://example.org/?a={quoted}")


def in_small_hex(secret: str) -> str:
    return re.sub("%..", lambda hexes: hexes[0].lower(), quote(secret, safe=""))


def by_encoding(secret: str) -> None:
    encoded = b64encode(secret.encode()).decode()
    logging.getLogger("library").info("calling %s", encoded)


def by_basic_authorization(secret: str) -> None:
    encoded = b64encode(secret.encode()).decode()
    logging.getLogger("library").info("headers %s", {"Proxy-Authorization": f"Basic {encoded}"})


def by_traceback(secret: str) -> None:
    try:
        try:
            raise ValueError(secret)
        except ValueError as error:
            raise RuntimeError(f"because of {secret}") from error
    except RuntimeError:
        logging.getLogger("library").exception("failed %s", secret)


def by_broken_call(secret: str) -> None:
    logging.getLogger("library").info("calling %d", secret)


def by_structlog(secret: str) -> None:
    log = structlog.get_logger("ours")
    log.info(f"event {secret}", value=secret, deep={"a": [{secret: Holder(secret)}]})
    try:
        raise ValueError(secret)
    except ValueError:
        log.exception("failed", stack_info=True)


def by_warning(secret: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"deprecated {secret}", stacklevel=1)


def by_uncollected_error(secret: str) -> None:
    class Dying:
        def __del__(self) -> None:
            raise ValueError(secret)

    Dying()


def by_uncaught_error(secret: str) -> None:
    try:
        raise ValueError(secret)
    except ValueError:
        sys.excepthook(*sys.exc_info())


def by_thread(secret: str) -> None:
    def fail() -> None:
        raise ValueError(secret)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


WAYS = (
    by_argument,
    by_message,
    by_extra,
    by_extra_name,
    by_object,
    by_bytes,
    by_repr_of_repr,
    by_json,
    by_quoted_address,
    by_basic_authorization,
    by_encoding,
    by_traceback,
    by_broken_call,
    by_structlog,
    by_warning,
    by_uncaught_error,
    by_uncollected_error,
)


def written(way: Callable[[str], None], secret: str, log_format: str) -> str:
    with standard_error() as output:
        set_up_logging("DEBUG", log_format, [secret])
        way(secret)
        logging.captureWarnings(False)
    text = output.getvalue()
    assert text.strip(), "nothing was logged, so nothing was tested"
    return text


def assert_absent(secret: str, text: str) -> None:
    # The name that surrounds a secret may share letters with it; the whole must not be there.
    for spelling in {
        secret,
        quote(secret, safe=""),
        quote(secret),
        in_small_hex(secret),
        json.dumps(secret)[1:-1],
        json.dumps(json.dumps(secret)[1:-1])[1:-1],
        repr(secret)[1:-1],
        repr(repr(secret)[1:-1])[1:-1],
        b64encode(secret.encode()).decode().rstrip("="),
    }:
        assert spelling not in text


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.parametrize("way", [*WAYS, by_thread])
@pytest.mark.parametrize(
    "secret", [TELEGRAM_TOKEN, SLACK_TOKEN, APP_TOKEN, SIGNING_SECRET, PASSWORD]
)
def test_a_known_secret_is_never_written(
    way: Callable[[str], None], secret: str, log_format: str
) -> None:
    assert_absent(secret, written(way, secret, log_format))


PRINTABLE = st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("C", "Z"))


@given(
    way=st.sampled_from(WAYS),
    secret=st.text(PRINTABLE, min_size=16, max_size=40),
    log_format=st.sampled_from(["console", "json"]),
)
def test_any_known_secret_is_never_written(
    way: Callable[[str], None], secret: str, log_format: str
) -> None:
    assert_absent(secret, written(way, secret, log_format))


# In these a secret that nobody told of is not to be recognised, or nothing of it is shown.
UNTOLD = {by_broken_call, by_basic_authorization, by_encoding}


@pytest.mark.parametrize("way", [way for way in WAYS if way not in UNTOLD])
@pytest.mark.parametrize("secret", [TELEGRAM_TOKEN, SLACK_TOKEN, APP_TOKEN])
def test_a_token_nobody_told_of_is_known_by_its_shape(
    way: Callable[[str], None], secret: str
) -> None:
    with standard_error() as output:
        set_up_logging("DEBUG", "json", [])
        way(secret)
    assert secret not in output.getvalue()
    assert quote(secret, safe="") not in output.getvalue()
    assert REMOVED in output.getvalue()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "POST https://api.telegram.org/bot1:x/getMe",
            "https://api.telegram.org/bot[secret]/getMe",
        ),
        ("http://127.0.0.1:81/file/bot12%3Aab/p.png", "http://127.0.0.1:81/file/bot[secret]/p.png"),
        ("https://hooks.slack.com/actions/T1/2/zzz", "https://hooks.slack.com[secret]"),
        (r'"https:\/\/hooks.slack.com\/commands\/T1\/2"', r'"https:\/\/hooks.slack.com[secret]"'),
        ("https://files.slack.com/upload/v1/CwABAAAAx", "https://files.slack.com[secret]"),
        ("wss://wss.slack.com/link/?ticket=ab-12&app_id=3", "?ticket=[secret]&app_id=3"),
        ("via http://user:pass@proxy.example:3128 now", "http://[secret]@proxy.example:3128 now"),
        ("Authorization: Bearer abc.def", "Authorization[secret]"),
        ("{'Authorization': 'Basic dXNlcjpwYXNz', 'a': 1}", "{'Authorization[secret]', 'a': 1}"),
        (r"{\"authorization\": \"Bearer xyz\"}", r"{\"authorization[secret]\"}"),
        ("[(b'Authorization', b'Basic dXNlcg==')]", "[(b'Authorization[secret]')]"),
    ],
)
def test_shapes(text: str, left: str) -> None:
    assert left in Redactor()(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T10:00:00.123456+00:00 handled in 12 ms",
        "http://127.0.0.1:8081/rank?country=ID",
        "sqlite:////srv/kopdar/kopdar.sqlite",
        'File "bot/app.py", line 12, in serve',
        "41 of 209, 43.34, CC++",
        "somebody@example.org asked at 10:15",
    ],
)
def test_ordinary_lines_stay(text: str) -> None:
    assert Redactor([TELEGRAM_TOKEN])(text) == text


@given(st.text())
def test_redacting_never_raises_and_is_done_once(text: str) -> None:
    redactor = Redactor([PASSWORD])
    assert redactor(redactor(text)) == redactor(text)


def test_values_under_telling_names_are_not_shown() -> None:
    with standard_error() as output:
        set_up_logging("INFO", "json", [])
        structlog.get_logger("ours").info(
            "asked", headers={"Cookie": "d=1"}, response_url="http://127.0.0.1/x", password="p"
        )
    line = json.loads(output.getvalue())
    assert line["headers"] == {"Cookie": REMOVED}
    assert line["response_url"] == line["password"] == REMOVED


def test_json_is_one_object_a_line() -> None:
    with standard_error() as output:
        set_up_logging("INFO", "json", [SLACK_TOKEN])
        by_traceback(SLACK_TOKEN)
        by_structlog(SLACK_TOKEN)
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [line["event"] for line in lines] == [
        f"failed {REMOVED}",
        f"event {REMOVED}",
        "failed",
    ]
    assert lines[0]["level"] == "error"
    assert lines[0]["logger"] == "library"
    assert lines[0]["timestamp"].endswith("Z")
    assert "The above exception was the direct cause" in lines[0]["exception"]


def test_console_shows_the_traceback_in_lines() -> None:
    with standard_error() as output:
        set_up_logging("INFO", "console", [])
        by_traceback("mishap")
    assert "\nValueError: mishap\n" in output.getvalue()


def test_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    with standard_error() as file:
        set_up_logging("INFO", "console", [])
        by_message("x")
    with standard_error(Terminal()) as terminal:
        set_up_logging("INFO", "console", [])
        by_message("x")
    assert "\x1b[" not in file.getvalue()
    assert "\x1b[" in terminal.getvalue()


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_what_is_logged_cannot_forge_a_line(log_format: str) -> None:
    with standard_error() as output:
        set_up_logging("INFO", log_format, [])
        by_argument("a\n2026 [error] forged\x1b[2J\u202e\r")
    assert output.getvalue().count("\n") == 1
    assert not {"\x1b", "\u202e", "\r"} & set(output.getvalue())


def test_an_object_that_cannot_be_shown_does_not_cost_the_line() -> None:
    with standard_error() as output:
        set_up_logging("INFO", "json", [])
        logging.getLogger("library").info("calling", extra={"by": Unprintable()})
    assert json.loads(output.getvalue())["by"] == "<Unprintable>"


def test_a_line_that_cannot_be_formatted_is_told_by_its_place() -> None:
    text = written(by_broken_call, "anything", "console")
    assert text.startswith("log line lost (TypeError): ")
    assert "test_telemetry.py:" in text


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_cannot_be_written_does_not_end_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", FullDisk())
    set_up_logging("INFO", "console", [])
    structlog.get_logger().warning("nobody will read this")
    logging.getLogger("anybody").error("nor this")


def test_levels() -> None:
    with standard_error() as output:
        set_up_logging("DEBUG", "console", [])
        logging.getLogger("httpx").info("unheard")
        logging.getLogger("library").debug("heard")
        set_up_logging("ERROR", "console", [])
        logging.getLogger("httpx").warning("unheard")
        structlog.get_logger("ours").warning("unheard")
    assert "heard" in output.getvalue()
    assert "unheard" not in output.getvalue()


def test_setting_up_again_does_not_double_the_lines() -> None:
    with standard_error() as output:
        set_up_logging("INFO", "console", [])
        set_up_logging("INFO", "console", [])
        by_message("x")
    assert output.getvalue().count("calling") == 1


def test_redact_knows_what_the_log_was_told() -> None:
    with standard_error():
        set_up_logging("INFO", "console", [SIGNING_SECRET])
    assert redact(f"a {SIGNING_SECRET} b") == f"a {REMOVED} b"


def test_an_interrupt_is_no_error() -> None:
    with standard_error() as output:
        set_up_logging("INFO", "console", [])
        with suppress(KeyboardInterrupt):
            sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert output.getvalue() == ""


def test_references_can_be_read_aloud() -> None:
    references = {new_reference() for _ in range(200)}
    assert len(references) > 190
    for reference in references:
        first, hyphen, last = reference[:3], reference[3], reference[4:]
        assert hyphen == "-"
        assert len(last) == 3
        assert set(first + last) <= set(READABLE)


def test_a_reference_leads_from_a_request_to_its_delivery_in_any_process() -> None:
    made = {reference_of(f"slack:event:Ev{number}") for number in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(f"[{READABLE}]{{3}}-[{READABLE}]{{3}}", each) for each in made)
    assert reference_of("telegram:7:500000001") == "A2T-A7F"


def test_a_trigger_is_as_good_as_a_secret_for_its_three_seconds() -> None:
    key = "slack:trigger:13345224609.738474920.8088930838d88f008e0"
    assert (
        redact(f"answered request={key}:answer")
        == f"answered request=slack:trigger:{REMOVED}:answer"
    )
    hidden = Redactor().within({"trigger_id": "1.2.3", "x-slack-signature": "v0=1", "a": 1})
    assert hidden == {"trigger_id": REMOVED, "x-slack-signature": REMOVED, "a": 1}
