"""`python -m bot score`: score anybody's table by anybody's methodology."""

from pathlib import Path
from typing import Annotated

import typer

REFUSED = 2
"""The exit code when a file or an argument is at fault."""


def register(app: typer.Typer) -> None:
    """Add the command to the program's command line."""
    app.command("score")(score)


def score(
    table: Annotated[Path, typer.Argument(help="CSV; its first column is `unit`.")],
    methodology: Annotated[Path, typer.Option(help="TOML, as docs/methodology.md explains.")],
    out: Annotated[Path | None, typer.Option(help="Write all scores to this CSV.")] = None,
    draws: Annotated[int, typer.Option(min=0, help="Monte-Carlo draws for rank ranges.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same ranges.")] = 0,
    trace: Annotated[str | None, typer.Option(help="Show one unit's way to its score.")] = None,
) -> None:
    """Score a table of units and indicators by a methodology file."""
    # rich takes 20 ms to import, which every other command would pay
    from rich.console import Console

    # numpy takes 50 ms
    from bot.scoring import Order, Refused, carry_out

    complaints = Console(stderr=True)
    try:
        carry_out(Order(table, methodology, out, draws, seed, trace), Console(), complaints)
    except Refused as refusal:
        for sentence in refusal.sentences:
            complaints.print(sentence, markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(REFUSED) from refusal
