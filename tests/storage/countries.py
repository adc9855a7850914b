"""The codes and the shipped files that the tests of the reference data read."""

from pathlib import Path

from babel import Locale

DATA = Path(__file__).resolve().parents[2] / "data"
CODES = frozenset(
    str(code) for code in Locale("en").territories if len(str(code)) == 2 and code != "ZZ"
)
