"""Lets a test rehearse a disaster: `FAULT` arms crash points, `FAULT_PACE` makes time run faster.

Neither is a setting of Kopdar. Both are refused where a platform served is not on this machine,
so that no leftover variable can harm a desk.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.clock import RehearsedClock, SystemClock
from bot.crashpoint import WrongFault, arm, read_plan
from config.settings import WrongSettings

FAULT = "FAULT"
# `60@1790000000`: sixty times as fast as the real clock since that second of the epoch.
PACE = "FAULT_PACE"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def clock_for(environ: Mapping[str, str], served: Iterable[str]) -> SystemClock:
    """The real clock, or a test's, with its crash points armed; `served` are the addresses of
    the platforms. Raises `WrongSettings`."""
    fault, pace = environ.get(FAULT, ""), environ.get(PACE, "")
    if not fault and not pace:
        return SystemClock()
    if any(urlsplit(address).hostname not in LOOPBACK for address in served):
        raise WrongSettings(
            (f"{FAULT} and {PACE} are for tests: they are refused where a real platform is served",)
        )
    try:
        clock = read_pace(pace)
        arm(read_plan(fault), clock)
    except WrongFault as wrong:
        raise WrongSettings((str(wrong),)) from None
    return clock


def read_pace(pace: str) -> RehearsedClock:
    if not pace:
        return RehearsedClock()
    times, _, since = pace.partition("@")
    try:
        return RehearsedClock(float(times), datetime.fromtimestamp(float(since), UTC))
    except ValueError:
        raise WrongFault(f"{PACE} is no pace: {pace!r}") from None
