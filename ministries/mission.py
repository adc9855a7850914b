"""A ministry's post abroad."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mission:
    """`owner` and `host` are countries by code; `name` is what the ministry itself calls it."""

    owner: str
    name: str
    name_en: str
    city: str
    host: str
