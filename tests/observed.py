"""Files of observations that tests make up: imaginary figures, in no product and in no picture."""

import csv
import random
from collections.abc import Iterable
from pathlib import Path

HEADINGS = [
    "owner_kind",
    "country",
    "unit",
    "channel",
    "indicator",
    "value",
    "observed_at",
    "source",
]
SOURCE = "https://example.org/made-up-for-a-test"
COUNTRIES = [
    "ID",
    "MY",
    "SG",
    "TH",
    "VN",
    "PH",
    "JP",
    "IN",
    "SA",
    "AE",
    "KW",
    "GB",
    "FR",
    "DE",
    "ES",
    "IT",
    "BR",
    "MX",
    "ZA",
    "EG",
    "TR",
    "KR",
    "AU",
    "NZ",
    "CA",
]
# For each column the least and the greatest that a made-up ministry has.
SPANS = {
    "networks": (2, 9),
    "missions_online": (20, 100),
    "mission_networks": (0.5, 4),
    "secure_sites": (60, 100),
    "languages": (1, 8),
    "host_languages": (5, 90),
    "mission_sites": (20, 100),
    "formats": (2, 5),
    "freshness": (20, 100),
    "site_freshness": (10, 100),
    "days_silent": (1, 60),
    "steady_weeks": (50, 100),
    "reactions": (5, 900),
    "audience": (20_000, 90_000),
    "comments_answered": (0, 12),
    "conversation": (5, 45),
    "posts_per_week": (2, 60),
    "followers": (20_000, 5_000_000),
    "followers_per_capita": (20_000, 5_000_000),
    "population": (5_000_000, 280_000_000),
    "follower_growth": (0, 30),
    "cited_by_peers": (1, 50),
    "voices": (0, 100),
    "state_dialogue": (0, 20),
    "online_services": (1, 5),
    "openness": (0, 3),
}
# Indonesia's missions in the made-up table: three of four sites are stale.
SPEAKING = {"KBRI Tokyo": 100, "KBRI Paris": 0, "KBRI Roma": 0, "KBRI Oslo": 100}
MISSIONS = {"KBRI Tokyo": 100, "KBRI Paris": 0, "KBRI Roma": 0, "KBRI Oslo": 0}

Row = tuple[str, str, str, str, str, float, str, str]


def rows(day: str = "2024-05-20", seed: int = 1, better: float = 1.0) -> list[Row]:
    """Every column of every country; `better` multiplies what Indonesia's ministry has of some."""
    chance = random.Random(seed)
    made: list[Row] = []
    for country in COUNTRIES:
        for column, (least, greatest) in SPANS.items():
            value = round(chance.uniform(least, greatest), 2)
            if country == "ID" and column == "site_freshness":
                for unit, percent in MISSIONS.items():
                    made.append(("embassy", "ID", unit, "", column, percent, day, SOURCE))
                continue
            if country == "ID" and column == "host_languages":
                made += [
                    ("embassy", "ID", unit, "", column, percent, day, SOURCE)
                    for unit, percent in SPEAKING.items()
                ]
                continue
            if country == "ID" and column in {"posts_per_week", "followers", "networks"}:
                value *= better
            made.append(("ministry", country, "", "", column, value, day, SOURCE))
    # Of one hardly anything is known.
    made += [("ministry", "LA", "", "", c, 2.0, day, SOURCE) for c in ("networks", "languages")]
    return made


def write(path: Path, made: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *made])
    return path
