"""The command line: `python -m bot ask | chat | run | check | import | edition | outbox | …`.

What a subcommand needs is imported when it runs: the SDKs cost half a second that `ask` and
`import` have no use for.
"""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot import loading, score
from bot.clock import SystemClock
from bot.edition import NoEdition
from bot.telemetry import set_up_logging
from config.settings import ENV_FILE, Settings, WrongSettings, load_settings
from messages.language import BY_CODE
from storage.database import BusyDatabase, UnusableDatabase
from storage.reference import MalformedReference

loading.end()

WRONG = 2
Result = TypeVar("Result")

cli = typer.Typer(
    name="python -m bot",
    help="Kopdar: where foreign ministries stand in digital diplomacy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Language = Annotated[str | None, typer.Option("--lang", help="The language to answer in: en, id.")]


@cli.command("ask")
def ask_command(
    message: Annotated[str, typer.Argument(help="What to ask, or - for a line each from input.")],
    lang: Language = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
    save_files: Annotated[
        Path | None, typer.Option("--save-files", help="The folder for pictures.")
    ] = None,
) -> None:
    """Ask one thing, print the reply. Exit code 0: understood; 2: not."""
    from bot.ask import ask  # see the module's first lines

    settings = _settings(quiet=True)
    raise typer.Exit(_run(ask(settings, message, _language(lang), json, save_files)))


@cli.command("chat")
def chat_command(lang: Language = None) -> None:
    """Talk to Kopdar in this terminal."""
    from bot.chat import chat  # see the module's first lines

    settings = _settings(quiet=True)
    _run(chat(settings, _language(lang)))


@cli.command("run")
def run_command() -> None:
    """Serve every platform that has a token, until told to stop."""
    loading.begin()
    from bot.serve import missing_for_slack, serve  # see the module's first lines

    loading.end()
    settings = _settings()
    missing = missing_for_slack(settings)
    if not settings.telegram_token and missing:
        _refuse(
            "No platform has its tokens. Telegram needs KOPDAR_TELEGRAM_TOKEN; Slack needs both "
            "KOPDAR_SLACK_BOT_TOKEN and KOPDAR_SLACK_APP_TOKEN, or KOPDAR_SLACK_SIGNING_SECRET in "
            "place of the latter where Slack is to call Kopdar. `make chat` needs none."
        )
    if len(missing) == 1:
        typer.echo(f"Slack is not served: {missing[0]} is missing.", err=True)
    _run(serve(settings))


@cli.command("check")
def check_command() -> None:
    """Say what is configured, reachable and missing. Exit code 1 where something is wrong."""
    from bot.check import check  # see the module's first lines

    settings = _settings()

    async def report() -> bool:
        faults = False
        async for finding in check(settings):
            typer.echo(str(finding))
            faults = faults or finding.is_fault
        return faults

    raise typer.Exit(1 if _run(report()) else 0)


@cli.command("import")
def import_command(
    what: Annotated[
        str, typer.Argument(help="reference (data/, or --from), or observations with a FILE.")
    ] = "reference",
    file: Annotated[Path | None, typer.Argument(help="A CSV of observations.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--from", help="A folder of reference data, if not data/.")
    ] = None,
) -> None:
    """Import the reference data, or observations; again at will."""
    from bot.preparation import DATA  # see the module's first lines
    from bot.reference import import_data, import_observations, observation_lines, report_lines

    if what == "observations" and file is not None and folder is None:
        observed = _run(import_observations(_settings(), file, SystemClock().now()))
        for line in observation_lines(file, observed):
            typer.echo(line)
        return
    if what != "reference" or file is not None:
        _refuse("import takes: nothing, or --from FOLDER, or observations FILE.csv")
    settings = _settings()
    for line in report_lines(_run(import_data(settings, folder or DATA))):
        typer.echo(line)


@cli.command("edition")
def edition_command() -> None:
    """Score all ministries from the newest observations into this week's edition."""
    from bot.edition import make_edition, report  # see the module's first lines

    for line in report(_run(make_edition(_settings(), SystemClock().now()))):
        typer.echo(line)


@cli.command("outbox")
def outbox_command(
    json: Annotated[bool, typer.Option("--json", help="An object a line.")] = False,
    resend: Annotated[
        list[str] | None,
        typer.Option("--resend", help="Send this letter again: its key or number, or all."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option("--drop", help="Give this letter up: its key or number, or all."),
    ] = None,
) -> None:
    """List what did not arrive: letters of unknown fate, set aside, or given up."""
    from bot import outbox  # see the module's first lines

    settings = _settings(quiet=True)
    try:
        if resend:
            typer.echo(f"To be sent again: {_run(outbox.resend(settings, resend))}")
        if drop:
            typer.echo(f"Dropped: {_run(outbox.drop(settings, drop))}")
    except outbox.NoSuchLetter as unknown:
        _refuse(str(unknown))
    if not resend and not drop:
        letters = _run(outbox.undecided(settings))
        for line in outbox.as_json(letters) if json else outbox.as_text(letters):
            typer.echo(line)


@cli.command("manifest")
def manifest_command(
    url: Annotated[
        str | None,
        typer.Option("--url", help="Where Slack reaches Kopdar over HTTP: https://HOST."),
    ] = None,
    assistant: Annotated[
        bool,
        typer.Option("--assistant", help="With Slack's pane for assistants; see the README."),
    ] = False,
) -> None:
    """Write the Slack app manifest from the commands there are."""
    from bot.manifest import write_manifest  # see the module's first lines

    settings = _settings()
    if url is not None and not url.startswith("https://"):
        _refuse("--url takes the https address at which Slack reaches Kopdar: https://HOST")
    typer.echo(write_manifest(settings, url, is_assistant=assistant), nl=False)


def _settings(quiet: bool = False) -> Settings:
    """The settings, with the log set up by them; ends the program where they are wrong.

    `quiet` keeps the terminal free of log lines short of a warning.
    """
    try:
        settings, warnings = load_settings(os.environ, ENV_FILE)
    except WrongSettings as wrong:
        _refuse(*wrong.warnings, *wrong.faults)
    level = "WARNING" if quiet and settings.log_level == "INFO" else settings.log_level
    set_up_logging(level, settings.log_format, settings.secrets())
    for warning in warnings:
        typer.echo(warning, err=True)
    return settings


def _language(code: str | None) -> str | None:
    if code is not None and code not in BY_CODE:
        _refuse(f"--lang takes one of: {', '.join(BY_CODE)}")
    return code


def _refuse(*sentences: str) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(WRONG)


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end; what an operator can mend is told in a sentence, without a traceback."""
    try:
        return asyncio.run(work)
    except WrongSettings as wrong:
        _refuse(*wrong.faults)
    except NoEdition as refusal:
        _refuse(*refusal.sentences)
    except (MalformedReference, UnusableDatabase, BusyDatabase) as fault:
        _refuse(str(fault))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


score.register(cli)

if __name__ == "__main__":
    cli()
