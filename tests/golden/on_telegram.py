"""What Telegram shows of Kopdar beside its messages: cards, menus, descriptions, a line over the
chat."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from messages.language import LANGUAGES
from tests.platforms.bot_api import BotApiServer
from tests.platforms.bot_api_chats import Group, Person
from tests.platforms.bot_api_inline import Card, InlineAnswer

TYPED = ("indo", "", "kenya", "brunei", "indonesia lowy-posts", "indonesia 2016", "qqqqqq")
# In each language, and for everybody else: two descriptions; all, groups, three chats by name.
INTRODUCTIONS = (len(LANGUAGES) + 1) * (2 + 5)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there: an administrator, one of the team, and the team's group."""

    server: BotApiServer
    administrator: Person
    member: Person
    group: Group

    @classmethod
    def in_front_of(cls, server: BotApiServer) -> "Cast":
        member = server.person("Budi")
        return cls(server, server.person("Ayu"), member, server.group("Desk", [member]))

    async def until_introduced(self) -> None:
        def is_introduced() -> bool:
            return sum(call.method.startswith("setMy") for call in self.server.calls) == (
                INTRODUCTIONS
            )

        await self.server.until(is_introduced)


async def inline(cast: Cast, language: str) -> AsyncIterator[tuple[str, str]]:
    guest = cast.server.person("Siti", language)
    for typed in TYPED:
        offered = await cast.server.types_inline(guest, typed)
        asked = f"@{cast.server.username} {typed}".strip()
        yield f"{asked}, typed in any chat   (a guest)", offered_as_text(offered)


async def introduction(cast: Cast, language: str) -> AsyncIterator[tuple[str, str]]:
    server, profile = cast.server, cast.server.profile
    yield "Short description, on the profile   (a guest)", profile.short_description(language)
    yield "Description, in an empty chat   (a guest)", profile.description(language)
    for seen_by, scope in (
        ("in a chat with Kopdar   (a guest)", {}),
        ("in a group   (a guest)", {"type": "all_group_chats"}),
        ("in a chat with Kopdar   (one of the team)", of_chat(cast.member)),
        ("in the group of the team   (one of the team)", of_chat(cast.group)),
        ("in a chat with Kopdar   (an administrator)", of_chat(cast.administrator)),
    ):
        menu = profile.menu(scope, language)
        entries = (f"/{entry['command']}: {entry['description']}" for entry in menu)
        yield f"The menu of commands {seen_by}", "\n".join(entries)
    query = await server.presses_inline(server.person("Siti", language), "rank ID")
    await server.until(lambda: server.is_answered(query))
    yield "A button that belongs to no chat is pressed   (a guest)", server.notice(query)


def of_chat(chat: Person | Group) -> dict[str, Any]:
    return {"type": "chat", "chat_id": chat.id}


def offered_as_text(offered: InlineAnswer) -> str:
    shown = [card_as_text(card) for card in offered.cards]
    if offered.button:
        shown.append(f"[{offered.button} → /start]")
    return "\n\n".join(shown)


def card_as_text(card: Card) -> str:
    """The card, and under it the message that it becomes."""
    posted = "\n".join(f"  | {line}".rstrip() for line in card.html.split("\n"))
    return f"{card.title}\n{card.description}\nPosted when chosen:\n{posted}"
