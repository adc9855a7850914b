"""What must hold between the entries of a methodology: one tree, unique codes, sums that exist."""

from collections import Counter
from collections.abc import Iterator

from ranking.methodology import Indicator, Methodology, Node

RESERVED = frozenset(
    ("unit", "rank", "score", "rating", "coverage", "rank_low", "rank_median", "rank_high")
)


def faults_of(methodology: Methodology) -> list[str]:
    """One sentence for each fault between entries, in the order of the file's sections."""
    return [
        *_codes(methodology),
        *_roots(methodology),
        *_parents(methodology),
        *_cycles(methodology),
        *_goalposts(methodology),
        *_geometric(methodology),
        *_groups(methodology),
        *_bands(methodology),
        *_actions(methodology),
    ]


def entry_name(entry: Node | Indicator) -> str:
    """What faults call an entry, as in the file: node "presence"."""
    return f'{"node" if isinstance(entry, Node) else "indicator"} "{entry.code}"'


def _codes(methodology: Methodology) -> Iterator[str]:
    codes = Counter(entry.code for entry in methodology.entries if entry.code)
    for code, times in codes.items():
        first = next(entry for entry in methodology.entries if entry.code == code)
        if times > 1:
            yield f"{entry_name(first)}: the code is used {times} times"
        if code in RESERVED:
            yield f"{entry_name(first)}: the code is the name of a column of the output"


def _roots(methodology: Methodology) -> Iterator[str]:
    roots = [node for node in methodology.nodes if node.parent is None]
    if not roots:
        yield "node: exactly one must have no parent, found none"
    if not methodology.indicators:
        yield "indicator: at least one is needed, found none"
    if len(roots) > 1:
        named = ", ".join(f'"{node.code}"' for node in roots)
        yield f"node: exactly one must have no parent, found {len(roots)}: {named}"


def _parents(methodology: Methodology) -> Iterator[str]:
    codes = {node.code for node in methodology.nodes}
    for entry in methodology.entries:
        if entry.parent and entry.parent not in codes:
            yield f'{entry_name(entry)}: parent: there is no node "{entry.parent}"'


def _cycles(methodology: Methodology) -> Iterator[str]:
    parents = {node.code: node.parent for node in methodology.nodes}
    settled: set[str] = set()
    for start in parents:
        path: list[str] = []
        code: str | None = start
        while code in parents and code not in settled and code not in path:
            path.append(code)
            code = parents[code]
        if code in path:
            circle = [*path[path.index(code) :], code]
            yield f'node "{code}": parent: the nodes go round in a circle: {" → ".join(circle)}'
        settled.update(path)


def _goalposts(methodology: Methodology) -> Iterator[str]:
    if not methodology.needs_goalposts:
        return
    for indicator in methodology.indicators:
        low, _ = indicator.goalposts or (1.0, 1.0)
        if indicator.transform == "log" and low <= 0:
            yield (
                f"{entry_name(indicator)}: goalposts: expected a low end above 0, "
                f"whose logarithm is taken, found {low:g}"
            )


def _geometric(methodology: Methodology) -> Iterator[str]:
    """A geometric mean needs children that are never below zero."""
    normalisation, uncertainty = methodology.normalisation, methodology.uncertainty

    def is_negative(method: str) -> bool:
        return method == "z_score" or normalisation.scale[0] < 0

    for node in methodology.nodes:
        if node.aggregate == "geometric" and is_negative(normalisation.method):
            yield (
                f"{entry_name(node)}: aggregate: a geometric mean needs values from 0 up, but "
                "z-scores, and a scale that starts below 0, give negative ones"
            )
    tried = uncertainty.normalisation or (normalisation.method,)
    means = uncertainty.aggregate or tuple(node.aggregate for node in methodology.nodes)
    is_new = bool(uncertainty.normalisation or uncertainty.aggregate)
    if is_new and "geometric" in means and any(map(is_negative, tried)):
        yield (
            "[uncertainty]: a geometric mean would meet negative values: drop it from aggregate, "
            "or what gives them from normalisation"
        )


def _groups(methodology: Methodology) -> Iterator[str]:
    if methodology.needs_groups and not methodology.imputation.by:
        yield "[imputation]: by: is missing: the column that says which units are alike"


def _bands(methodology: Methodology) -> Iterator[str]:
    for least, times in Counter(band.least for band in methodology.bands).items():
        if times > 1:
            letters = ", ".join(b.letter for b in methodology.bands if b.least == least)
            yield f"rating: from: {least:g} is given to several letters: {letters}"


def _actions(methodology: Methodology) -> Iterator[str]:
    indicators = {indicator.code for indicator in methodology.indicators}
    for code, times in Counter(action.code for action in methodology.actions).items():
        if times > 1:
            yield f'action "{code}": the code is used {times} times'
    for action in methodology.actions:
        for change in action.changes:
            if change.indicator and change.indicator not in indicators:
                yield (
                    f'action "{action.code}": change: there is no indicator "{change.indicator}"'
                )
