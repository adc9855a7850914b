"""The buttons under an answer about a country: from each view to the others."""

from messages.phrase import phrase
from messages.reply import Button
from ranking.edition import Edition


def country_buttons(current: str, country: str, edition: Edition) -> tuple[Button, ...]:
    """Rank, peers, history, sources and how it is counted, without the view one is in."""
    dated = f"{country} {edition.series} {edition.period}"
    buttons = (
        Button(phrase("Rank"), "rank", dated),
        Button(phrase("Compare with peers"), "compare", dated),
        Button(phrase("History"), "history", f"{country} {edition.series}"),
        Button(phrase("Sources"), "sources", dated),
        Button(phrase("How it is counted"), "methodology", edition.series),
    )
    return tuple(button for button in buttons if button.command != current)
