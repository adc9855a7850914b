"""What is asked for the snapshots: of each command what shows all it can say, and what goes wrong.

A command without a line here is asked its own example.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.command import Access, Command
from handlers.registry import COMMANDS


@dataclass(frozen=True, slots=True)
class Question:
    """`is_team`: asked by an administrator, else by a guest. `is_measured`: of a desk that has
    measured editions (of made-up figures), else of one as it is after its first start."""

    text: str
    is_team: bool = False
    is_measured: bool = False

    def __str__(self) -> str:
        who = "an administrator" if self.is_team else "a guest"
        return f"{self.text}   ({who}{', measured' if self.is_measured else ''})"


def guest(*texts: str) -> tuple[Question, ...]:
    return tuple(Question(text) for text in texts)


def team(*texts: str, is_measured: bool = False) -> tuple[Question, ...]:
    return tuple(Question(text, is_team=True, is_measured=is_measured) for text in texts)


ASKED: Mapping[str, tuple[Question, ...]] = {
    "rank": (
        *guest("/rank", "/rank Jepang", "/rank Brunei", "/rank Indonesia twiplomacy-followed 2016"),
        *guest("/rank Indonesia lowy-posts", "/rank Nauru"),
        *team("/rank Indonesia", "/rank Indonesia kopdar", is_measured=True),
    ),
    "top": (
        *guest("/top", "/top asean", "/top g20 2016 5"),
        *team("/top kopdar", is_measured=True),
    ),
    "compare": (
        *guest("/compare Indonesia, Japan, India", "/compare asean", "/compare ID MY lowy-posts"),
        *team("/compare ID JP kopdar", is_measured=True),
    ),
    "history": guest("/history Indonesia", "/history Indonesia lowy-influence", "/history Fiji"),
    "editions": (*guest("/editions"), *team("/editions", is_measured=True)),
    "sources": guest("/sources Indonesia", "/sources Japan 2017"),
    "methodology": guest("/methodology", "/methodology ddr", "/methodology kopdar"),
    "whatif": team("/whatif", "/whatif ID freshness=100", is_measured=True),
    "why": team("/why", is_measured=True),
    "schedules": team("/schedules"),
    "help": (*guest("/help", "/help compare"), *team("/help")),
    "start": (*guest("/start"), *team("/start")),
    "language": guest("/language", "/language Indonesia"),
}

PROBLEMS = (
    *guest("/rank Atlantis", "/rank Indonsia", "/rank Korea", "/rank Guinea Ekuator 1999"),
    *guest("/compare", "/compare Indonesia, Atlantis", "/compare Indonesia, Korea"),
    *guest("/history", "/sources", "/top nowhere", "/methodology nothing", "/language Klingon"),
    *guest(
        "/rnak Indonesia", "/frobnicate", "hello", "thank you", "Indonesia", "Korea", "/help frob"
    ),
    *guest("/find", "/find Japan and Korea", "/find nobody"),
    *guest("/schedules", "/whatif", "/why Indonesia", "/help schedules"),
    *team("/schedules nothing", "/why", "/whatif"),
    *team("/whatif ID nonsense=1", "/rank Laos kopdar", is_measured=True),
)

PROBLEMS_FILE = "problems"


def as_asked_on(platform: str, questions: Sequence[Question]) -> tuple[Question, ...]:
    """At a terminal sits whoever runs Kopdar: there are no guests, and none is to be shown."""
    if platform != "console":
        return tuple(questions)
    return tuple(dict.fromkeys(replace(question, is_team=True) for question in questions))


def subjects() -> dict[str, tuple[Question, ...]]:
    """A file for each command, and one for what goes wrong."""
    asked = {command.name: ASKED.get(command.name, _example(command)) for command in COMMANDS}
    return {**asked, PROBLEMS_FILE: PROBLEMS}


def _example(command: Command) -> tuple[Question, ...]:
    text = f"/{command.name} {command.example_arguments}".strip()
    return (Question(text, is_team=command.access is not Access.EVERYONE),)
