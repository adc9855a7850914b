"""What people set: `KOPDAR_…` in the environment, or in the `.env` beside the project.

Only `bot` reads this and hands the values on. All faults are told at once, by name; a value is
never shown, since a token pasted into the wrong line would end up on a screen or in a log.
"""

import io
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from config import shapes
from config.shapes import PROJECT

PREFIX = "KOPDAR_"
ENV_FILE = PROJECT / ".env"
SCHEDULES = PROJECT / "config" / "schedules.toml"

Code = Annotated[str, BeforeValidator(shapes.code)]
TelegramToken = Annotated[SecretStr, BeforeValidator(shapes.telegram_token)]
SlackBotToken = Annotated[SecretStr, BeforeValidator(shapes.slack_bot_token)]
SlackAppToken = Annotated[SecretStr, BeforeValidator(shapes.slack_app_token)]
SigningSecret = Annotated[SecretStr, BeforeValidator(shapes.signing_secret)]
WebhookSecret = Annotated[SecretStr, BeforeValidator(shapes.webhook_secret)]

# Where HTTP is needed and no port is set.
HTTP_PORT = 8080


class WrongSettings(Exception):
    """What is wrong, one line a fault, in the order of `Settings`; never a value.

    `warnings` are those of `load_settings`: a misspelled name often explains the fault.
    """

    def __init__(self, faults: tuple[str, ...], warnings: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
        self.warnings = warnings


class Settings(BaseModel):
    """Checked and ready to use. Paths are absolute; a relative one began at the project folder.

    `admins` and `allowed` hold `telegram:ID`, `telegram-chat:ID`, `slack:TEAM` and
    `slack:TEAM/USER`; `database_url` is `sqlite:///PATH`; `telegram_api_url` ends
    without a slash, `slack_api_url` with one; `slack_commands` are names without slashes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home_country: Annotated[str, BeforeValidator(shapes.country_code)] = "ID"
    language: Annotated[str, BeforeValidator(shapes.language)] = "en"
    timezone: Annotated[ZoneInfo, BeforeValidator(shapes.time_zone)] = Field(
        # Not read with the module: without a time zone table a sentence says so.
        default_factory=lambda: ZoneInfo("Asia/Jakarta")
    )
    database_url: Annotated[str, BeforeValidator(shapes.database_url)] = (
        f"{shapes.DATABASE_FORM}{PROJECT / 'kopdar.sqlite'}"
    )
    telegram_token: TelegramToken | None = None
    telegram_api_url: Annotated[str, BeforeValidator(shapes.telegram_api_url)] = (
        "https://api.telegram.org"
    )
    telegram_webhook_url: Annotated[str, BeforeValidator(shapes.webhook_url)] | None = None
    telegram_webhook_secret: WebhookSecret | None = None
    slack_bot_token: SlackBotToken | None = None
    slack_app_token: SlackAppToken | None = None
    slack_signing_secret: SigningSecret | None = None
    slack_api_url: Annotated[str, BeforeValidator(shapes.slack_api_url)] = "https://slack.com/api/"
    slack_commands: Annotated[tuple[str, ...], BeforeValidator(shapes.slash_commands)] = (
        "rank",
        "top",
        "compare",
        "history",
    )
    admins: Annotated[frozenset[str], BeforeValidator(shapes.admins)] = frozenset()
    allowed: Annotated[frozenset[str], BeforeValidator(shapes.allowed)] = frozenset()
    series: Code = "ddr"
    peers: Code = "asean"
    proxy: Annotated[SecretStr, BeforeValidator(shapes.proxy)] | None = None
    ca_file: Annotated[Path, BeforeValidator(shapes.certificates_file)] | None = None
    flood_limit: Annotated[int, BeforeValidator(shapes.flood_limit)] = 30
    http_port: Annotated[int, BeforeValidator(shapes.port)] | None = None
    http_host: Annotated[str, BeforeValidator(shapes.host)] = "127.0.0.1"
    log_level: Annotated[str, BeforeValidator(shapes.log_level)] = "INFO"
    log_format: Annotated[str, BeforeValidator(shapes.log_format)] = "console"
    schedules_file: Annotated[Path, BeforeValidator(shapes.text_file)] = SCHEDULES
    picture_folder: Annotated[Path, BeforeValidator(shapes.folder)] = PROJECT / "pictures"

    @property
    def is_slack_over_http(self) -> bool:
        """Slack calls Kopdar: there is no token for Socket Mode, but a way to know the caller."""
        tokens = self.slack_bot_token is not None and self.slack_app_token is None
        return tokens and self.slack_signing_secret is not None

    @property
    def port(self) -> int | None:
        """Where HTTP is served; None where nobody needs it and nobody asked for it."""
        is_needed = self.is_slack_over_http or bool(
            self.telegram_token and self.telegram_webhook_url
        )
        return self.http_port or (HTTP_PORT if is_needed else None)

    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for whoever keeps them out of the log.

        Of the proxy's address only the credentials: the rest may be shown.
        """
        tokens = (
            self.telegram_token,
            self.telegram_webhook_secret,
            self.slack_bot_token,
            self.slack_app_token,
            self.slack_signing_secret,
        )
        values = [token.get_secret_value() for token in tokens if token is not None]
        if self.proxy is not None:
            credentials = urlsplit(self.proxy.get_secret_value()).netloc.rpartition("@")[0]
            password = credentials.partition(":")[2]
            values += [credentials, unquote(credentials), password, unquote(password)]
        return tuple(value for value in values if value)


VARIABLES = {f"{PREFIX}{field}".upper(): field for field in Settings.model_fields}


def load_settings(environ: Mapping[str, str], env_file: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and warnings of names that are none; the environment overrides the file.

    Names count in any case; an empty value is as good as none. Raises WrongSettings.
    """
    if not shapes.has_time_zones():
        raise WrongSettings(("The time zones of the world are missing; install tzdata",))
    in_file, faults = _read_env_file(env_file)
    given = _ours(in_file) | _ours(environ.items())
    settings, wrong_values = _check({VARIABLES[n]: v for n, v in given.items() if n in VARIABLES})
    warnings = tuple(_unknown(name) for name in given if name not in VARIABLES)
    if settings is None or faults:
        raise WrongSettings((*faults, *wrong_values), warnings)
    if unfit := _unfit_together(settings):
        raise WrongSettings(unfit, warnings)
    return settings, warnings


def _ours(variables: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Those with our prefix and a value; variables of others are none of our business."""
    named = {name.upper(): (value or "").strip() for name, value in variables}
    return {name: value for name, value in named.items() if name.startswith(PREFIX) and value}


def _read_env_file(env_file: Path) -> tuple[list[tuple[str, str | None]], list[str]]:
    """Names and values, and what is wrong with the file itself.

    Values are taken as they stand: `$` in a password is a dollar sign, not a variable.
    """
    if not env_file.exists():
        return [], []
    try:
        text = env_file.read_text(encoding="utf-8-sig")
    except OSError:
        return [], [f"{env_file.name} cannot be read; expected a text file"]
    except UnicodeDecodeError:
        return [], [f"{env_file.name} is not in UTF-8; expected a text file saved as UTF-8"]
    bindings = tuple(parse_stream(io.StringIO(text)))
    faults = [
        f"{env_file.name}, line {binding.original.line}, cannot be read; expected NAME=value"
        for binding in bindings
        if binding.error
    ]
    return [(b.key, b.value) for b in bindings if b.key is not None], faults


def _check(given: dict[str, str]) -> tuple[Settings | None, list[str]]:
    """The settings, or what is wrong with them.

    Returned, not raised from here: the library's error holds the values, and an exception
    raised while handling it would carry it along as its context.
    """
    try:
        return Settings.model_validate(given), []
    except ValidationError as error:
        wrong = {
            str(fault["loc"][0]): fault.get("ctx", {}).get("error", "has a wrong value")
            for fault in error.errors(include_input=False, include_url=False)
        }
    return None, [
        f"{variable} {wrong[field]}" for variable, field in VARIABLES.items() if field in wrong
    ]


def _unfit_together(settings: Settings) -> tuple[str, ...]:
    """What is wrong with settings that are each right by themselves."""
    url, secret = settings.telegram_webhook_url, settings.telegram_webhook_secret
    faults = []
    if url and secret is None:
        faults.append(
            "KOPDAR_TELEGRAM_WEBHOOK_SECRET is missing, and without it anybody could write to the "
            "webhook; expected 16 to 256 letters, digits, _ and - of your own making"
        )
    if secret is not None and not url:
        faults.append(
            "KOPDAR_TELEGRAM_WEBHOOK_URL is missing beside KOPDAR_TELEGRAM_WEBHOOK_SECRET; "
            "expected the https address at which Telegram reaches Kopdar"
        )
    return tuple(faults)


def _unknown(name: str) -> str:
    (nearest,) = get_close_matches(name, VARIABLES, n=1, cutoff=0)
    return f"{name} is not a setting of Kopdar; did you mean {nearest}?"
