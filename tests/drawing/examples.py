"""Charts to draw, made of what was published and of what may come."""

from collections.abc import Sequence
from dataclasses import replace
from gettext import NullTranslations

from drawing.lettering import Lettering
from drawing.scene import Style
from messages.chart import (
    Bar,
    BarChart,
    Chart,
    Emphasis,
    HistoryPoint,
    RankedPosition,
    RankHistory,
    RankLine,
)
from messages.phrase import CountryName, Phrase, phrase, verbatim
from messages.wording import Wording

NAMES = {
    "ID": "Indonesia",
    "US": "United States",
    "GB": "United Kingdom",
    "AM": "Armenia",
    "AZ": "Azerbaijan",
    "GE": "Georgia",
    "JP": "Japan",
    "IN": "India",
    "SA": "Saudi Arabia",
    "AE": "United Arab Emirates",
    "KW": "Kuwait",
    "BN": "Brunei",
    "KH": "Cambodia",
    "LA": "Laos",
}
ENGLISH = Wording("en", NullTranslations(), NAMES)

TITLE = phrase("Title of {country}", country=CountryName("ID"))
SUBTITLE = phrase("Digital Diplomacy Review {period}", period="2017")
SOURCE = phrase("Source: {source}", source="a short review (article, about 2018)")
ALTERNATIVE = phrase("{country} is at {rank}.", country=CountryName("ID"), rank=41)


def country(code: str) -> Phrase:
    return verbatim(CountryName(code))


def position(
    name: Phrase, best: int, worst: int | None = None, emphasis: Emphasis = Emphasis.OTHER
) -> RankedPosition:
    return RankedPosition(name, best, best if worst is None else worst, emphasis)


def rank_line(
    positions: Sequence[RankedPosition], last: int = 209, unplaced: Sequence[Phrase] = ()
) -> RankLine:
    return RankLine(TITLE, SUBTITLE, last, tuple(positions), tuple(unplaced), SOURCE, ALTERNATIVE)


def rank_history(points: Sequence[HistoryPoint]) -> RankHistory:
    return RankHistory(TITLE, SUBTITLE, tuple(points), SOURCE, ALTERNATIVE)


def bar_chart(bars: Sequence[Bar], unplaced: Sequence[Phrase] = ()) -> BarChart:
    return BarChart(TITLE, SUBTITLE, tuple(bars), tuple(unplaced), SOURCE, ALTERNATIVE)


INDONESIA_2017 = rank_line(
    [
        position(country("ID"), 41, emphasis=Emphasis.SUBJECT),
        *(
            position(country(code), rank)
            for code, rank in (("US", 1), ("GB", 2), ("AM", 34), ("AZ", 47), ("GE", 66))
        ),
        *(position(country(code), 1, 40) for code in ("JP", "IN", "SA", "AE", "KW")),
    ],
    unplaced=[country(code) for code in ("BN", "KH", "LA")],
)
HISTORY = rank_history([HistoryPoint("2016", 37, 37, 210), HistoryPoint("2017", 41, 41, 209)])
BARS = bar_chart(
    [
        Bar(country("US"), 271.0, verbatim(271), Emphasis.OTHER),
        Bar(country("ID"), 130.0, verbatim(130), Emphasis.SUBJECT),
        Bar(country("IN"), 94.0, verbatim(94), Emphasis.PEER),
    ],
    unplaced=[country("BN")],
)


def numbered(count: int) -> list[Phrase]:
    return [verbatim(f"Country number {number}") for number in range(1, count + 1)]


CHARTS: dict[str, Chart] = {
    "line": INDONESIA_2017,
    "line with nothing on it": rank_line([]),
    "line of one": rank_line([position(country("ID"), 1)], last=1),
    "line of forty": rank_line(
        [
            position(name, 3 * rank, emphasis=list(Emphasis)[rank % 3])
            for rank, name in enumerate(numbered(40), 1)
        ],
        unplaced=numbered(150),
    ),
    "line of many ranges": rank_line(
        [position(name, rank, rank + 60) for rank, name in enumerate(numbered(40), 1)]
    ),
    "all at one place": rank_line([position(name, 5) for name in numbered(30)]),
    "line with a key": replace(INDONESIA_2017, peers=phrase("Peers in {group}", group="ASEAN")),
    "line with a key and peers": replace(
        rank_line([position(country("ID"), 41, emphasis=Emphasis.PEER)]),
        peers=phrase("Peers in {group}", group="long name " * 30),
    ),
    "history": HISTORY,
    "history with a gap": rank_history(
        [HistoryPoint(str(year), 30, 30, 209) for year in (2012, 2013, 2024, 2025)]
    ),
    "history of nothing": rank_history([]),
    "history of one": rank_history([HistoryPoint("2017", 1, 1, 1)]),
    "history of a year": rank_history(
        [HistoryPoint(f"2026-W{week:02}", week, week, 193) for week in range(1, 53)]
    ),
    "history with ranges": rank_history(
        [
            HistoryPoint("2015", 12, 12, None),
            HistoryPoint("2016", 9, 210, 210),
            HistoryPoint("2017", 41, 41, 209),
        ]
    ),
    "bars": BARS,
    "bars of nothing": bar_chart([]),
    "bars of forty": bar_chart(
        [
            Bar(name, float(40 - number), verbatim(40 - number), list(Emphasis)[number % 3])
            for number, name in enumerate(numbered(40))
        ]
    ),
    "bars with a key": replace(BARS, peers=phrase("Peers in {group}", group="ASEAN")),
    "bars without length": bar_chart(
        [
            Bar(country("ID"), amount, verbatim(0), Emphasis.SUBJECT)
            for amount in (0.0, -3.0, float("nan"), float("inf"))
        ]
    ),
}


def rough_measure(text: str, style: Style) -> float:
    """About as wide as our typeface, without loading any."""
    return len(text) * style.size * 0.55


def rough_lettering(wording: Wording = ENGLISH) -> Lettering:
    return Lettering(wording, rough_measure)
