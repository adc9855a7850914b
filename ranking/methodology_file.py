"""From the text of a methodology file to a `Methodology`, or to everything that is wrong with it.

The keys are a contract with whoever writes such files: docs/methodology.md.
"""

import tomllib
from collections.abc import Mapping
from typing import get_args

from ranking.action import read_actions
from ranking.entry import Entry
from ranking.methodology import (
    Aggregating,
    Band,
    Imputation,
    Imputing,
    Indicator,
    Methodology,
    Node,
    Normalisation,
    Normalising,
    Transforming,
    Treating,
    Treatment,
    Uncertainty,
)
from ranking.soundness import faults_of

TABLES = ("index", "imputation", "treatment", "normalisation", "uncertainty")
LISTS = ("node", "indicator", "rating", "action")


class MethodologyFaults(Exception):
    """A methodology that cannot be used: one sentence a fault, each naming its entry."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def parse_methodology(text: str) -> Methodology:
    """Read a methodology file; raises `MethodologyFaults` with all faults found."""
    try:
        file = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MethodologyFaults((f"not a TOML file: {error}",)) from error
    faults: list[str] = []
    _refuse_unknown(file, faults)
    methodology = _methodology(file, faults)
    faults += faults_of(methodology)
    if faults:
        raise MethodologyFaults(tuple(dict.fromkeys(faults)))
    return methodology


def _refuse_unknown(file: Mapping[str, object], faults: list[str]) -> None:
    top = Entry("the file", file, faults)
    for name in TABLES:
        top.has(name, is_required=name in {"index", "normalisation"})
    for name in LISTS:
        top.has(name, is_required=False)
    top.close()


def _methodology(file: Mapping[str, object], faults: list[str]) -> Methodology:
    def table(name: str) -> Entry:
        return Entry(f"[{name}]", file.get(name, {}), faults)

    index = table("index") if "index" in file else Entry("[index]", {"name": "?"}, faults)
    name = index.text("name", is_required=True)
    coverage = index.number("minimum_coverage", 0.0, "a share from 0 to 1", least=0.0, most=1.0)
    index.close()
    normalisation = _normalisation(table("normalisation"), "normalisation" in file)
    uncertainty = _uncertainty(table("uncertainty"))
    needs_goalposts = "goalposts" in (normalisation.method, *uncertainty.normalisation)
    return Methodology(
        name=name,
        minimum_coverage=coverage,
        imputation=_imputation(table("imputation")),
        treatment=_treatment(table("treatment")),
        normalisation=normalisation,
        nodes=tuple(map(_node, _entries(file, "node", faults))),
        indicators=tuple(
            _indicator(entry, needs_goalposts) for entry in _entries(file, "indicator", faults)
        ),
        bands=tuple(map(_band, _entries(file, "rating", faults, key="letter"))),
        uncertainty=uncertainty,
        actions=read_actions(_entries(file, "action", faults)),
    )


def _entries(
    file: Mapping[str, object], name: str, faults: list[str], key: str = "code"
) -> list[Entry]:
    """The entries of a list, each called by its code, or by its place where it has none."""
    listed = file.get(name, [])
    if not isinstance(listed, list):
        faults.append(f"{name}: expected a list of entries, each beginning with [[{name}]]")
        return []
    entries = []
    for place, keys in enumerate(listed, start=1):
        code = keys.get(key) if isinstance(keys, Mapping) else None
        called = f'{name} "{code}"' if isinstance(code, str) else f"{name} {place}"
        entries.append(Entry(called, keys, faults))
    return entries


def _imputation(entry: Entry) -> Imputation:
    imputation = Imputation(
        method=entry.word("method", get_args(Imputing), "none"), by=entry.text("by")
    )
    entry.close()
    return imputation


def _treatment(entry: Entry) -> Treatment:
    treatment = Treatment(
        method=entry.word("method", get_args(Treating), "none"),
        max_points=entry.whole("max_points", 5),
        skewness=entry.number("skewness", 2.0, "a number from 0", least=0.0),
        kurtosis=entry.number("kurtosis", 3.5),
    )
    entry.close()
    return treatment


def _normalisation(entry: Entry, is_there: bool) -> Normalisation:
    normalisation = Normalisation(
        method=entry.word("method", get_args(Normalising), "min_max", required=is_there),
        scale=entry.pair("scale") or (0.0, 100.0),
    )
    entry.close()
    return normalisation


def _weight(entry: Entry) -> float:
    return entry.number("weight", 1.0, "a number above 0", above=0.0)


def _node(entry: Entry) -> Node:
    node = Node(
        code=entry.text("code", is_required=True),
        parent=entry.text("parent") or None,
        weight=_weight(entry),
        aggregate=entry.word("aggregate", get_args(Aggregating), "arithmetic"),
    )
    entry.close()
    return node


def _indicator(entry: Entry, needs_goalposts: bool) -> Indicator:
    entry.has("goalposts", is_required=needs_goalposts)
    indicator = Indicator(
        code=entry.text("code", is_required=True),
        parent=entry.text("parent", is_required=True),
        weight=_weight(entry),
        direction=entry.direction(),
        transform=entry.word("transform", get_args(Transforming), "none"),
        per=entry.text("per") or None,
        goalposts=entry.pair("goalposts"),
    )
    entry.close()
    return indicator


def _band(entry: Entry) -> Band:
    band = Band(
        letter=entry.text("letter", is_required=True),
        least=entry.number("from", 0.0, is_required=True),
    )
    entry.close()
    return band


def _uncertainty(entry: Entry) -> Uncertainty:
    uncertainty = Uncertainty(
        weights=entry.number("weights", 0.25, "a share from 0, below 1", least=0.0, below=1.0),
        noise=entry.number("noise", 0.05, "a number from 0", least=0.0),
        normalisation=entry.words("normalisation", get_args(Normalising)),
        aggregate=entry.words("aggregate", get_args(Aggregating)),
        imputation=entry.truth("imputation"),
    )
    entry.close()
    return uncertainty
