"""Group names as people type them."""

from datetime import date
from functools import cache

from handlers.words import GROUPS
from messages.catalogue import load_catalogue
from messages.language import LANGUAGES
from ministries.groups import members_of
from ranking.published import PublishedRecord

# Beside the codes and the names shown in every language we speak.
OTHER_NAMES = {
    "asia tenggara": "southeast-asia",
    "south-east asia": "southeast-asia",
    "arab": "arab-world",
    "arab league": "arab-world",
    "caucasus": "south-caucasus",
    "g-20": "g20",
    "oki": "oic",
    "brics partner": "brics-partner",
}


def known_groups(record: PublishedRecord) -> tuple[str, ...]:
    """The groups of which the record knows members or published places, in its order."""
    of_members = (membership.group for membership in record.memberships)
    of_places = (place.group for place in record.places)
    return tuple(dict.fromkeys([*of_members, *of_places]))


def find_group(record: PublishedRecord, words: str) -> str | None:
    """The code of the group with exactly this code or name; nothing is guessed."""
    folded = " ".join(words.casefold().split())
    code = _names().get(folded) or folded.replace(" ", "-")
    return code if code in known_groups(record) else None


def group_members(record: PublishedRecord, group: str, on: date) -> tuple[str, ...]:
    """The members on that date; of a group known only by places in it, whoever had one."""
    members = members_of(record.memberships, group, on)
    placed = (place.country for place in record.places if place.group == group)
    return members or tuple(dict.fromkeys(placed))


@cache
def _names() -> dict[str, str]:
    names = dict(OTHER_NAMES)
    for language in LANGUAGES:
        translations = load_catalogue(language.code)
        for code, name in GROUPS.items():
            names[translations.gettext(name.text).casefold()] = code
    return names
