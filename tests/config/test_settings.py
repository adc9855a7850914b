"""Settings: what is taken, what is refused and how it is said, and what is never shown."""

import re
import subprocess
import sys
import traceback
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.settings import ENV_FILE, SCHEDULES, VARIABLES, Settings, WrongSettings, load_settings
from config.shapes import KNOWN_LANGUAGES, PROJECT, country_codes
from messages.language import LANGUAGES

NO_FILE = PROJECT / "tests" / "no-such.env"
EXAMPLE = PROJECT / ".env.example"


def loaded(**given: str) -> Settings:
    """Settings from variables named without their prefix."""
    settings, warnings = load_settings({f"KOPDAR_{name}": v for name, v in given.items()}, NO_FILE)
    assert warnings == ()
    return settings


def faults(**given: str) -> tuple[str, ...]:
    with pytest.raises(WrongSettings) as wrong:
        loaded(**given)
    return wrong.value.faults


def test_nothing_set() -> None:
    settings = loaded()
    assert settings.home_country == "ID"
    assert settings.language == "en"
    assert settings.timezone == ZoneInfo("Asia/Jakarta")
    assert settings.database_url == f"sqlite:///{PROJECT}/kopdar.sqlite"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.slack_commands == ("rank", "top", "compare", "history")
    assert (settings.series, settings.peers) == ("ddr", "asean")
    assert settings.secrets() == ()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("HOME_COUNTRY", "fr", "FR"),
        ("HOME_COUNTRY", "eu", "EU"),
        ("LANGUAGE", "ID", "id"),
        ("TIMEZONE", "europe/paris", ZoneInfo("Europe/Paris")),
        ("DATABASE_URL", "sqlite:///x.db", f"sqlite:///{PROJECT}/x.db"),
        ("DATABASE_URL", "sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
        ("DATABASE_URL", "sqlite:////tmp/a/b.db", "sqlite:////tmp/a/b.db"),
        ("DATABASE_URL", "sqlite+aiosqlite:////tmp/a/b.db", "sqlite:////tmp/a/b.db"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "https://example.org/tg/", "https://example.org/tg"),
        ("SLACK_API_URL", "http://localhost:1/api", "http://localhost:1/api/"),
        ("SLACK_API_URL", "http://localhost:1/x/api/", "http://localhost:1/x/api/"),
        ("SLACK_COMMANDS", " /Rank, top,,rank ", ("rank", "top")),
        ("SLACK_COMMANDS", "none", ()),
        (
            "ADMINS",
            "telegram:12, Slack:t1/u2 ,",
            frozenset({"telegram:12", "slack:T1/U2"}),
        ),
        (
            "ALLOWED",
            "telegram:12,telegram-chat:-1001,slack:T1",
            frozenset({"telegram:12", "telegram-chat:-1001", "slack:T1"}),
        ),
        ("SERIES", "Lowy-Posts", "lowy-posts"),
        ("PEERS", "g20", "g20"),
        ("TELEGRAM_WEBHOOK_SECRET", "", None),
        ("FLOOD_LIMIT", "0", 0),
        ("HTTP_PORT", "8081", 8081),
        ("HTTP_HOST", "0.0.0.0", "0.0.0.0"),
        ("HTTP_HOST", "::1", "::1"),
        ("HTTP_HOST", "kopdar.internal", "kopdar.internal"),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("LOG_FORMAT", "JSON", "json"),
        ("SCHEDULES_FILE", "config/schedules.toml", SCHEDULES),
        ("PICTURE_FOLDER", "shown", PROJECT / "shown"),
        ("TELEGRAM_TOKEN", "", None),
        ("TIMEZONE", "  ", ZoneInfo("Asia/Jakarta")),
    ],
)
def test_what_is_taken(name: str, text: str, value: object) -> None:
    assert getattr(loaded(**{name: text}), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("TELEGRAM_TOKEN", "1:x"),
        ("TELEGRAM_TOKEN", "7012345678:AAH-9zKqW_s1d2f3g4h5j6k7l8m9n0pQrSt"),
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_APP_TOKEN", "xapp-1-A0-1-f0"),
        ("SLACK_SIGNING_SECRET", "0f1e"),
        ("PROXY", "http://proxy.example:3128"),
        ("PROXY", "https://user:p%40ss@[::1]:3128"),
    ],
)
def test_secrets_are_taken_and_not_shown(name: str, token: str) -> None:
    settings = loaded(**{name: token})
    assert getattr(settings, name.lower()).get_secret_value() == token
    assert token not in repr(settings)
    assert token not in str(settings)


def test_secrets_for_the_redactor() -> None:
    settings = loaded(
        TELEGRAM_TOKEN="1:x", SLACK_SIGNING_SECRET="0f1e", PROXY="http://user:p%40ss@proxy:3128"
    )
    assert settings.secrets() == ("1:x", "0f1e", "user:p%40ss", "user:p@ss", "p%40ss", "p@ss")
    assert loaded(PROXY="http://proxy:3128").secrets() == ()


WRONG = {
    "HOME_COUNTRY": ("IDN", "XX", "Indonesia", "#c"),
    "LANGUAGE": ("fr", "english"),
    "TIMEZONE": ("Jakarta", "UTC+7", "../../etc/passwd", "/etc/localtime"),
    "DATABASE_URL": (
        "postgresql+asyncpg://user:hushhush@host/name",
        "postgresql:///kopdar.sqlite",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=ro",
        "sqlite:///pyproject.toml/x.db",
        "sqlite:///bot",
    ),
    "TELEGRAM_TOKEN": ("hushhush", "123", "123:", ":abc", "bot123:abc", "123:ab c", "123:ab/c"),
    "TELEGRAM_WEBHOOK_URL": (
        "http://kopdar.example/telegram",
        "https://kopdar.example:444/telegram",
        "https://kopdar.example/slack/events/",
        "https://kopdar.example/metrics",
        "https://kopdar.example/?hushhush",
        "https://user:hushhush@kopdar.example/",
    ),
    "TELEGRAM_WEBHOOK_SECRET": (
        "hushhush",
        "hush hush hush hush",
        "h" * 257,
        "hush/hush/hush/hush",
    ),
    "SLACK_BOT_TOKEN": ("xoxp-hushhush", "xoxb-", "xapp-1", "xoxb-hush hush"),
    "SLACK_APP_TOKEN": ("xoxb-hushhush", "hushhush"),
    "SLACK_SIGNING_SECRET": ("hush hush", "hush\thush"),
    "TELEGRAM_API_URL": (
        "api.telegram.org",
        "ftp://x",
        "https://",
        "https://x?hushhush",
        "https://user:hushhush@x",
        "https://x:port",
        "https://x y",
        "https://[x",
    ),
    "SLACK_API_URL": ("https://slack.com", "https://slack.com/api/chat.postMessage", "x/api/"),
    "SLACK_COMMANDS": ("rank top", "/", "über", "x" * 32),
    "ADMINS": ("12", "telegram:", "telegram:-5", "telegram:@name", "slack:T1", "console:me"),
    "ALLOWED": ("telegram-chat:x", "slack:T1/", "slack:", "telegram:12;telegram:13"),
    "SERIES": ("two words", "-", "lowy_posts"),
    "PEERS": ("asean,g20",),
    "PROXY": ("proxy:3128", "http://proxy", "socks5://proxy:1", "http://proxy:1/path", "http://:1"),
    "CA_FILE": ("no-such.pem", "pyproject.toml", "bot"),
    "FLOOD_LIMIT": ("many", "-1", "1.5", "10001", "٣٣"),
    "HTTP_PORT": ("http", "0", "65536", "-1", "80 80", "٣٣"),
    "HTTP_HOST": ("hush hush", "http://hushhush", "a:b"),
    "LOG_LEVEL": ("verbose", "10"),
    "LOG_FORMAT": ("xml",),
    "SCHEDULES_FILE": ("no-such.toml", "bot"),
    "PICTURE_FOLDER": ("pyproject.toml",),
}


def test_every_setting_can_be_wrong() -> None:
    assert {f"KOPDAR_{name}" for name in WRONG} == set(VARIABLES)


@pytest.mark.parametrize(
    ("name", "text"), [(n, text) for n, texts in WRONG.items() for text in texts]
)
def test_a_wrong_value_is_one_clear_line_without_it(name: str, text: str) -> None:
    (fault,) = faults(**{name: text})
    assert fault.startswith(f"KOPDAR_{name} ")
    assert "expected " in fault
    assert "\n" not in fault
    assert "wrong value" not in fault
    assert "hush" not in fault


@given(name=st.sampled_from(sorted(set(VARIABLES) - {"KOPDAR_PICTURE_FOLDER"})), tail=st.text())
def test_no_wrong_value_is_repeated(name: str, tail: str) -> None:
    with pytest.raises(WrongSettings) as wrong:
        load_settings({name: f"hush, hush? {tail}"}, NO_FILE)
    assert "hush" not in "".join(wrong.value.faults)


def test_all_faults_at_once_in_order() -> None:
    wrong = faults(**{name: texts[0] for name, texts in reversed(WRONG.items())})
    assert [fault.split()[0] for fault in wrong] == list(VARIABLES)


def test_a_webhook_needs_its_address_and_its_secret() -> None:
    secret, url = "a-secret-of-16-or-more", "https://kopdar.example:8443/telegram"
    both = loaded(TELEGRAM_WEBHOOK_URL=url, TELEGRAM_WEBHOOK_SECRET=secret)
    assert both.telegram_webhook_url == url
    assert secret in both.secrets()
    assert secret not in repr(both)
    (fault,) = faults(TELEGRAM_WEBHOOK_URL=url)
    assert fault.startswith("KOPDAR_TELEGRAM_WEBHOOK_SECRET is missing")
    (fault,) = faults(TELEGRAM_WEBHOOK_SECRET=secret)
    assert fault.startswith("KOPDAR_TELEGRAM_WEBHOOK_URL is missing")
    assert secret not in fault


def test_http_is_served_where_it_is_needed_or_asked_for() -> None:
    webhook = {
        "TELEGRAM_WEBHOOK_URL": "https://kopdar.example/telegram",
        "TELEGRAM_WEBHOOK_SECRET": "a-secret-of-16-or-more",
    }
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "0f1e"}
    assert loaded().port is None
    assert loaded(**webhook).port is None
    assert loaded(**webhook, TELEGRAM_TOKEN="1:x").port == 8080
    assert loaded(**slack).port == 8080
    assert loaded(**slack, SLACK_APP_TOKEN="xapp-1").port is None
    assert loaded(**slack, HTTP_PORT="9000").port == 9000
    assert loaded(HTTP_PORT="9000").port == 9000


def test_nothing_of_the_value_stays_in_the_exception() -> None:
    value = "-".join(["hush", "hush"])  # joined, since a traceback shows this line
    with pytest.raises(WrongSettings) as wrong:
        loaded(TELEGRAM_TOKEN=value, TIMEZONE=value)
    error = wrong.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert value not in repr(error) + "".join(traceback.format_exception(error))


def test_m6_without_a_table_of_zones_nothing_starts() -> None:
    """No silent UTC: the package is not there, and neither is the system's table."""
    started = """
import sys
from pathlib import Path
sys.modules["tzdata"] = None
from config.settings import WrongSettings, load_settings
try:
    load_settings({}, Path("none"))
except WrongSettings as wrong:
    print(wrong)
"""
    result = subprocess.run(
        [sys.executable, "-c", started],
        env={"PYTHONPATH": str(PROJECT), "PYTHONTZPATH": "/nonexistent"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "The time zones of the world are missing; install tzdata\n"


def test_not_even_the_library_repeats_a_value() -> None:
    with pytest.raises(ValidationError) as wrong:
        Settings.model_validate({"telegram_token": "hushhush"})
    assert "hush" not in str(wrong.value)


# One of these by itself is of no use: the other is said to be missing.
NEEDS = {
    "KOPDAR_TELEGRAM_WEBHOOK_SECRET": "KOPDAR_TELEGRAM_WEBHOOK_URL",
    "KOPDAR_TELEGRAM_WEBHOOK_URL": "KOPDAR_TELEGRAM_WEBHOOK_SECRET",
}


@example(name="KOPDAR_TELEGRAM_WEBHOOK_SECRET", text="0" * 16)
@given(
    name=st.sampled_from(sorted(VARIABLES)),
    text=st.text(st.characters(exclude_characters="\x00", codec="utf-8")),
)
def test_no_value_makes_anything_but_a_clear_line(name: str, text: str) -> None:
    try:
        load_settings({name: text}, NO_FILE)
        wrong: tuple[str, ...] = ()
    except WrongSettings as error:
        wrong = error.faults
    missing = NEEDS.get(name, name)
    assert [fault.split()[0] for fault in wrong] in ([], [name], [missing])


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("KOPDAR_LANGUAGE=id\nexport KOPDAR_SERIES='lowy-posts' # why\n")
    settings, _ = load_settings({"KOPDAR_LANGUAGE": "en", "KOPDAR_SERIES": ""}, file)
    assert settings.language == "en"
    assert settings.series == "lowy-posts"


def test_names_count_in_any_case() -> None:
    settings, warnings = load_settings({"kopdar_language": "id"}, NO_FILE)
    assert settings.language == "id"
    assert warnings == ()


def test_a_dollar_sign_in_the_file_is_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "elsewhere")
    file = tmp_path / ".env"
    file.write_text("KOPDAR_PROXY=http://user:${HOME}x@proxy:3128\n")
    proxy = load_settings({}, file)[0].proxy
    assert proxy is not None
    assert proxy.get_secret_value() == "http://user:${HOME}x@proxy:3128"


def test_a_file_saved_by_windows_is_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfKOPDAR_LANGUAGE=id\r\nKOPDAR_SERIES=ddr\r\n")
    assert load_settings({}, file)[0].language == "id"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"KOPDAR_LANGUAGE=id\nhush 'hush\n", ".env, line 2, cannot be read; expected NAME=value"),
        (b"KOPDAR_LANGUAGE=\xff\n", ".env is not in UTF-8; expected a text file saved as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, content: bytes, fault: str) -> None:
    file = tmp_path / ".env"
    file.write_bytes(content)
    with pytest.raises(WrongSettings) as wrong:
        load_settings({"KOPDAR_LOG_LEVEL": "x"}, file)
    assert wrong.value.faults[0] == fault
    assert wrong.value.faults[1].startswith("KOPDAR_LOG_LEVEL ")


def test_a_folder_instead_of_the_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="cannot be read"):
        load_settings({}, tmp_path)


def test_unknown_names_are_warnings_by_name(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("KOPDAR_TELEGRAM_TOKENS=hushhush\nOTHER=1\n")
    environ = {"KOPDAR_TIMEZON": "hushhush", "KOPDAR_COLOUR": "hushhush", "LANGUAGE": "fr"}
    _, warnings = load_settings(environ, file)
    assert warnings == (
        "KOPDAR_TELEGRAM_TOKENS is not a setting of Kopdar; did you mean KOPDAR_TELEGRAM_TOKEN?",
        "KOPDAR_TIMEZON is not a setting of Kopdar; did you mean KOPDAR_TIMEZONE?",
        "KOPDAR_COLOUR is not a setting of Kopdar; did you mean KOPDAR_HOME_COUNTRY?",
    )


def test_warnings_come_with_the_faults() -> None:
    with pytest.raises(WrongSettings) as wrong:
        load_settings({"KOPDAR_LOG_LEVEL": "x", "KOPDAR_LOG_FORM": "json"}, NO_FILE)
    assert "did you mean KOPDAR_LOG_FORMAT?" in wrong.value.warnings[0]


def test_certificates_are_read(tmp_path: Path) -> None:
    settings, _ = load_settings({"KOPDAR_CA_FILE": str(CERTIFICATE)}, NO_FILE)
    assert settings.ca_file == CERTIFICATE


CERTIFICATE = PROJECT / "tests" / "config" / "authority.pem"


def test_known_languages_are_those_spoken() -> None:
    assert tuple(language.code for language in LANGUAGES) == KNOWN_LANGUAGES


def test_country_codes_have_names() -> None:
    territories = Locale("en").territories
    assert country_codes() <= set(territories)
    assert len(country_codes()) > 245


def test_the_example_has_every_setting_once_with_its_default(tmp_path: Path) -> None:
    lines = re.findall(r"^#?(KOPDAR_\w+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    assert sorted(name for name, _ in lines) == sorted(VARIABLES)
    file = tmp_path / ".env"
    file.write_text("\n".join(f"{name}={value}" for name, value in lines))
    assert load_settings({}, file) == (loaded(), ())


def test_the_example_loads_as_it_is() -> None:
    assert load_settings({}, EXAMPLE) == (loaded(), ())


def test_a_token_written_behind_its_name_in_the_example_counts(tmp_path: Path) -> None:
    tokens = {
        "KOPDAR_TELEGRAM_TOKEN": "123:AbC",
        "KOPDAR_SLACK_BOT_TOKEN": "xoxb-1",
        "KOPDAR_SLACK_APP_TOKEN": "xapp-1",
    }
    example = EXAMPLE.read_text()
    for name, token in tokens.items():
        example = example.replace(f"{name}=\n", f"{name}={token}\n")
    file = tmp_path / ".env"
    file.write_text(example)
    settings, warnings = load_settings({}, file)
    assert warnings == ()
    assert set(settings.secrets()) == set(tokens.values())


def test_settings_do_not_depend_on_the_folder_we_are_started_in(tmp_path: Path) -> None:
    shown = """
from config.settings import ENV_FILE, Settings
print(ENV_FILE)
print(Settings().database_url)
"""
    result = subprocess.run(
        [sys.executable, "-c", shown],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.splitlines() == [
        str(ENV_FILE),
        f"sqlite:///{PROJECT}/kopdar.sqlite",
    ]
