"""What Kopdar says of itself where a platform shows that without being asked, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Whose menu it is. `EVERYONE` is anybody in a chat of their own with Kopdar; what is for
    groups alone leaves out what makes no sense before others."""

    EVERYONE = "everyone"
    GROUPS = "groups"
    ALLOWED = "allowed"
    ALLOWED_GROUPS = "allowed_groups"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    command: str
    summary: str


Menu = tuple[MenuEntry, ...]


@dataclass(frozen=True, slots=True)
class Introduction:
    """In words already: a platform shows these before anybody has asked anything.

    `short` is one line of at most 120 letters, `description` at most 512; `lost_button` is said
    to who presses a button that leads nowhere, `nothing_offered` where no suggestion fits.
    """

    language: str
    short: str
    description: str
    menus: Mapping[Audience, Menu]
    lost_button: str
    nothing_offered: str
