"""What each kind of setting looks like: text in, checked value out.

A wrong value raises ValueError with what is wrong and what is expected. The value itself is
never repeated, since it may be a secret that was pasted into the wrong line.
"""

import re
import ssl
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

PROJECT = Path(__file__).resolve().parent.parent

# Kept in step with messages.language by a test: settings import nothing of ours.
KNOWN_LANGUAGES = ("en", "id")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("console", "json")

DATABASE_FORM = "sqlite:///"  # once ours with +aiosqlite: still read
ADMIN_FORM = "telegram:ID or slack:TEAM/USER"
ALLOWED_FORM = "telegram:ID, telegram-chat:ID, slack:TEAM or slack:TEAM/USER"

# Shapes, not lengths: Telegram and Slack have lengthened theirs before.
TELEGRAM_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
SLACK_BOT_TOKEN = re.compile(r"xoxb-[A-Za-z0-9_-]+")
SLACK_APP_TOKEN = re.compile(r"xapp-[A-Za-z0-9_-]+")
SIGNING_SECRET = re.compile(r"[A-Za-z0-9_-]+")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLASH_COMMAND = re.compile(r"[a-z0-9_-]{1,31}")

# Telegram calls no other: https://core.telegram.org/bots/api#setwebhook
WEBHOOK_PORTS = (443, 80, 88, 8443)
# Where Kopdar itself answers.
TAKEN_PATHS = ("/healthz", "/readyz", "/metrics", "/slack/events")
HOST_NAME = re.compile(r"[A-Za-z0-9_.-]+")

TELEGRAM_ACCOUNT = re.compile(r"telegram:[1-9][0-9]*")
TELEGRAM_CHAT = re.compile(r"telegram-chat:-?[1-9][0-9]*")
SLACK_ACCOUNT = re.compile(r"slack:[A-Z0-9]+/[A-Z0-9]+")
SLACK_ALLOWED = re.compile(r"slack:[A-Z0-9]+(/[A-Z0-9]+)?")


def has_time_zones() -> bool:
    """Whether there is a table of zones at all: no zone is then anything but UTC by guess."""
    try:
        return bool(ZoneInfo("Asia/Jakarta")) and files("tzdata.zoneinfo").is_dir()
    except (ModuleNotFoundError, ZoneInfoNotFoundError):
        return False


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 as the time zone database lists it, and EU."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    return frozenset({"EU"} | {line[:2] for line in table.splitlines() if line[:1] != "#"})


def country_code(text: str) -> str:
    if text.upper() not in country_codes():
        raise ValueError("is not a country code; expected ISO 3166-1 alpha-2 such as ID, or EU")
    return text.upper()


def language(text: str) -> str:
    if text.lower() not in KNOWN_LANGUAGES:
        raise ValueError(f"is not a language spoken here; expected {one_of(KNOWN_LANGUAGES)}")
    return text.lower()


def time_zone(text: str) -> ZoneInfo:
    zone = {known.lower(): known for known in available_timezones()}.get(text.lower())
    if zone is None:
        raise ValueError("is not a time zone; expected an IANA name such as Asia/Jakarta")
    return ZoneInfo(zone)


def one_of(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def log_level(text: str) -> str:
    return _choice(text, LOG_LEVELS)


def log_format(text: str) -> str:
    return _choice(text, LOG_FORMATS)


def _choice(text: str, names: tuple[str, ...]) -> str:
    """One of the names, in any case; returned as it is spelled there."""
    for name in names:
        if name.lower() == text.lower():
            return name
    raise ValueError(f"is none of the choices; expected {one_of(names)}")


def telegram_token(text: str) -> str:
    return _shaped(text, TELEGRAM_TOKEN, "what BotFather gave: digits, a colon, letters and digits")


def slack_bot_token(text: str) -> str:
    return _shaped(text, SLACK_BOT_TOKEN, "a bot token, which begins with xoxb-")


def slack_app_token(text: str) -> str:
    return _shaped(text, SLACK_APP_TOKEN, "an app-level token, which begins with xapp-")


def signing_secret(text: str) -> str:
    return _shaped(text, SIGNING_SECRET, "letters and digits without spaces")


def webhook_secret(text: str) -> str:
    expected = "16 to 256 letters, digits, _ and - of your own making"
    return _shaped(text, WEBHOOK_SECRET, expected)


def webhook_url(text: str) -> str:
    """Where Telegram calls: https, at a port that it calls, at a path of its own."""
    address = web_address(text, "https://kopdar.example.org/telegram")
    if address.scheme != "https" or (address.port or 443) not in WEBHOOK_PORTS:
        ports = one_of(tuple(map(str, WEBHOOK_PORTS)))
        raise ValueError(f"is not where Telegram calls; expected https and the port {ports}")
    if address.path.rstrip("/") in TAKEN_PATHS:
        raise ValueError("has a path that is taken; expected one of its own, such as /telegram")
    return text


def port(text: str) -> int:
    return _number(text, 1, 65_535, "is no port; expected a number from 1 to 65535, such as 8080")


def flood_limit(text: str) -> int:
    return _number(text, 0, 10_000, "is no limit; expected a number from 1 to 10000, or 0 for none")


def _number(text: str, least: int, most: int, fault: str) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ValueError(fault)
    return int(text)


def host(text: str) -> str:
    """An address of this machine, or its name; 0.0.0.0 for all of them."""
    try:
        ip_address(text)
    except ValueError:
        if not HOST_NAME.fullmatch(text):
            raise ValueError(
                "is no host; expected 127.0.0.1 (this machine alone) or 0.0.0.0 (all networks)"
            ) from None
    return text


def code(text: str) -> str:
    """A series or a group by the look of it; whether it exists is seen when data is read."""
    return _shaped(text.lower(), CODE, "letters, digits and hyphens, such as ddr or asean")


def _shaped(text: str, shape: re.Pattern[str], expected: str) -> str:
    if not shape.fullmatch(text):
        raise ValueError(f"has the wrong form; expected {expected}")
    return text


def database_url(text: str) -> str:
    """A SQLite file; a relative path begins at the project folder, wherever we were started."""
    if not text.startswith((DATABASE_FORM, "sqlite+aiosqlite:///")):
        raise ValueError(f"is not a database that can be used; expected {DATABASE_FORM}PATH")
    path = text.partition("///")[2]
    if path.partition("?")[0] in {"", ":memory:"}:
        raise ValueError(
            "names no file, and a database in memory forgets at every start what it was told; "
            f"expected {DATABASE_FORM}PATH"
        )
    if "?" in path:
        raise ValueError(f"has options after a ?; expected {DATABASE_FORM}PATH alone")
    file = PROJECT / path
    if file.is_dir():
        raise ValueError("names a folder; expected the path of a file")
    # Folders that are missing are made with the database, but not in the place of a file.
    if any(part.is_file() for part in file.parents):
        raise ValueError("leads through a file; expected the path of a file in a folder")
    return f"{DATABASE_FORM}{file}"


def telegram_api_url(text: str) -> str:
    """The root of a Bot API server, without a slash at its end."""
    web_address(text, "https://api.telegram.org")
    return text.rstrip("/")


def slack_api_url(text: str) -> str:
    """The root of a Web API, with the slash at its end that the Slack SDK needs."""
    expected = "https://slack.com/api/"
    address = web_address(text, expected)
    if not address.path.rstrip("/").endswith("/api"):
        raise ValueError(f"does not end in /api/; expected an address like {expected}")
    return text.rstrip("/") + "/"


def web_address(text: str, expected: str) -> SplitResult:
    """The parts of an http(s) address of a server: no credentials, no query."""
    address = _parts(text)
    if address is None or address.query or address.fragment or address.username is not None:
        raise ValueError(
            f"is not the address of a server (http or https, no ? # or @); expected {expected}"
        )
    return address


def proxy(text: str) -> str:
    address = _parts(text)
    if address is None or address.port is None or address.path.strip("/") or address.query:
        raise ValueError(
            "is not the address of a proxy; expected http://HOST:PORT, with USER:PASSWORD@ before "
            "HOST where it asks for them"
        )
    return text.rstrip("/")


def _parts(text: str) -> SplitResult | None:
    """The parts of an http(s) address with a host, or None."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", text):
        return None
    try:
        address = urlsplit(text)
        has_host = bool(address.hostname) and address.port != 0
    except ValueError:
        return None
    return address if address.scheme in {"http", "https"} and has_host else None


def text_file(text: str) -> Path:
    file = PROJECT / text
    if not file.is_file():
        raise ValueError("names no file; expected the path of one")
    return file


def certificates_file(text: str) -> Path:
    file = PROJECT / text
    if not file.is_file():
        raise ValueError("names no file; expected the path of certificates in PEM form")
    try:
        ssl.create_default_context(cafile=str(file))
    except OSError:  # ssl.SSLError is one: no certificate in it; so is a file we may not read
        raise ValueError("cannot be read as certificates; expected a file in PEM form") from None
    return file


def folder(text: str) -> Path:
    path = PROJECT / text
    if path.exists() and not path.is_dir():
        raise ValueError("is a file; expected a folder (it is made when the first picture is)")
    return path


def admins(text: str) -> frozenset[str]:
    return frozenset(_each(text, (TELEGRAM_ACCOUNT, SLACK_ACCOUNT), ADMIN_FORM))


def allowed(text: str) -> frozenset[str]:
    return frozenset(_each(text, (TELEGRAM_ACCOUNT, TELEGRAM_CHAT, SLACK_ALLOWED), ALLOWED_FORM))


def _each(text: str, shapes: tuple[re.Pattern[str], ...], expected: str) -> list[str]:
    """Every entry of a comma list as `platform:ID`: platform in small letters, ID in capitals."""
    entries = []
    for number, entry in enumerate(comma_list(text), start=1):
        platform, colon, account = entry.partition(":")
        name = f"{platform.strip().lower()}{colon}{account.strip().upper()}"
        if not any(shape.fullmatch(name) for shape in shapes):
            raise ValueError(
                f"has a wrong entry (number {number}); expected {expected}, separated by commas"
            )
        entries.append(name)
    return entries


def slash_commands(text: str) -> tuple[str, ...]:
    """The names without their slashes, each once; the word none for an empty list."""
    names = [name.removeprefix("/").lower() for name in comma_list(text)]
    if names == ["none"]:
        return ()
    if not all(SLASH_COMMAND.fullmatch(name) for name in names):
        raise ValueError(
            "has a name that Slack does not take; expected names such as rank, top (letters, "
            "digits, - and _, at most 31 of them), or none"
        )
    return tuple(dict.fromkeys(names))


def comma_list(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]
