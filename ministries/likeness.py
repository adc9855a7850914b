"""Names that resemble what was typed: material for "Did you mean …?", never an answer."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ministries.spelling import is_unspaced

# Slips (a letter missing, added, wrong, or two exchanged) in which people still see the name, by
# the length of what was typed. More than one only behind a right first letter: "banana" is not
# Panama. Two Chinese characters are too few for any.
SLIPS = ((10, 3), (6, 2), (3, 1))
SLIPS_UNSPACED = ((8, 2), (3, 1))
# A name this many points (0–100) less alike than the best one is not worth a button.
MARGIN = 12.0
# The beginning of a name counts as alike, more so the less is missing.
BEGINNING = 80.0
# … and is none when more than two thirds are missing.
LEAST_SHARE = 1 / 3
CANDIDATES = 40
# Words, or letters where words are not parted: no name is longer.
LONGEST_CONTAINED = 20


class Likeness:
    """Looks for similar names among `names`: folded name → the codes it stands for."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        self._codes = {name: codes for name, codes in names.items() if is_telling(name)}
        self._sorted = sorted(self._codes)

    def resembling(self, folded: str) -> list[str]:
        """Codes of the names that are alike, best first."""
        if not is_telling(folded, shortest=3):
            return []
        scores = self._scores(folded)
        best = max(scores.values(), default=0.0)
        return _codes_of(
            self._codes[name]
            for name in sorted(scores, key=lambda name: (-scores[name], len(name), name))
            if scores[name] >= best - MARGIN
        )

    def contained(self, folded: str) -> list[str]:
        """Codes of the names that stand in a longer text, whole words only, longest first."""
        words = list(folded) if is_unspaced(folded) else folded.split(" ")
        space = "" if is_unspaced(folded) else " "
        taken: set[int] = set()
        found: list[tuple[str, ...]] = []
        for size in range(min(len(words) - 1, LONGEST_CONTAINED), 0, -1):
            for start in range(len(words) - size + 1):
                place = range(start, start + size)
                codes = self._codes.get(space.join(words[start : start + size]))
                if codes and taken.isdisjoint(place):
                    taken.update(place)
                    found.append(codes)
        return _codes_of(found)

    def _scores(self, folded: str) -> dict[str, float]:
        slips = _slips_forgiven(folded)
        alike = process.extract(
            folded, self._sorted, scorer=OSA.distance, score_cutoff=slips, limit=CANDIDATES
        )
        scores = {
            name: 100 * (1 - distance / max(len(folded), len(name)))
            for name, distance, _ in alike
            if distance <= 1 or name[0] == folded[0]
        }
        for name in self._beginning_with(folded):
            share = len(folded) / len(name)
            if share >= LEAST_SHARE:
                likeness = BEGINNING + (100 - BEGINNING) * share
                scores[name] = max(scores.get(name, 0.0), likeness)
        return scores

    def _beginning_with(self, folded: str) -> list[str]:
        start = bisect_left(self._sorted, folded)
        end = bisect_left(self._sorted, folded + "\U0010ffff")
        return self._sorted[start:end]


def is_telling(folded: str, shortest: int = 4) -> bool:
    """Whether the name is long enough that likeness means something: no code, no "UK"."""
    return len(folded) >= (2 if is_unspaced(folded) else shortest)


def _slips_forgiven(folded: str) -> int:
    steps = SLIPS_UNSPACED if is_unspaced(folded) else SLIPS
    return next((slips for length, slips in steps if len(folded) >= length), 0)


def _codes_of(meanings: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(code for codes in meanings for code in codes))
