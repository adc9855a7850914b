"""Who may ask what: by the platform's own ids, decided when it is carried out."""

import pytest

from bot.middleware.guard import guard
from bot.middleware.identify import Rights
from handlers.command import Access, Command, Context
from messages.phrase import phrase
from messages.problem import NotAllowed
from messages.reply import Answer
from messages.request import (
    AccountId,
    Chat,
    ChatId,
    Membership,
    Person,
    PersonId,
    PlatformName,
    Request,
    Sender,
)

TELEGRAM, SLACK, CONSOLE = (PlatformName(name) for name in ("telegram", "slack", "console"))
SITI = Sender(TELEGRAM, AccountId("42")), Chat(TELEGRAM, ChatId("-100"))
BUDI = Sender(SLACK, AccountId("T1/U1")), Chat(SLACK, ChatId("C1"))
LOCAL = Sender(CONSOLE, AccountId("local")), Chat(CONSOLE, ChatId("session-1"))


async def never(request: Request, context: Context) -> Answer:
    raise AssertionError


def command(access: Access) -> Command:
    return Command("units", phrase("Units"), phrase("/units"), phrase(""), never, access=access)


def may(access: Access, who: tuple[Sender, Chat], admins: str = "", allowed: str = "") -> bool:
    rights = Rights(frozenset(admins.split()), frozenset(allowed.split()))
    person = Person(PersonId(1), "en", rights.is_admin(who[0]), rights.is_allowed(*who))
    try:
        guard(command(access), person)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("who", [SITI, BUDI, LOCAL])
def test_what_is_for_everyone(who: tuple[Sender, Chat]) -> None:
    assert may(Access.EVERYONE, who)


@pytest.mark.parametrize(
    ("who", "key"),
    [
        (SITI, "telegram:42"),
        (SITI, "telegram-chat:-100"),
        (BUDI, "slack:T1"),
        (BUDI, "slack:T1/U1"),
        (BUDI, "slack-chat:C1"),
    ],
)
def test_the_allowed_may_ask_and_are_no_administrators(who: tuple[Sender, Chat], key: str) -> None:
    assert not may(Access.ALLOWED, who)
    assert may(Access.ALLOWED, who, allowed=f"telegram:1 {key}")
    assert not may(Access.ADMINISTRATORS, who, allowed=key)


@pytest.mark.parametrize(("who", "key"), [(SITI, "telegram:42"), (BUDI, "slack:T1/U1")])
def test_administrators_may_everything(who: tuple[Sender, Chat], key: str) -> None:
    assert not may(Access.ADMINISTRATORS, who)
    assert may(Access.ADMINISTRATORS, who, admins=key)
    assert may(Access.ALLOWED, who, admins=key)


def test_who_sits_at_the_machine_may_everything() -> None:
    assert may(Access.ADMINISTRATORS, LOCAL)
    assert may(Access.ALLOWED, LOCAL)


@pytest.mark.parametrize(
    "key",
    [
        *("telegram:4", "telegram:421", "telegram:T1", "slack:42", "telegram-chat:42"),
        *("slack:T1/U2", "slack:T2", "slack:T1/U1/", "slack:U1", "slack-chat:T1", "telegram:-100"),
    ],
)
def test_somebody_else_s_id_opens_nothing(key: str) -> None:
    for who in (SITI, BUDI):
        assert not may(Access.ALLOWED, who, allowed=key)
        assert not may(Access.ADMINISTRATORS, who, admins=key)


@pytest.mark.parametrize(("who", "key"), [(SITI, "telegram-chat:-100"), (BUDI, "slack:T1")])
def test_no_group_makes_administrators(who: tuple[Sender, Chat], key: str) -> None:
    assert not may(Access.ADMINISTRATORS, who, admins=key)


@pytest.mark.parametrize("key", ["slack:T1", "slack:T1/U1", "slack-chat:C1"])
@pytest.mark.parametrize("membership", Membership)
def test_c7_a_guest_is_let_in_by_name_alone_and_a_stranger_not_at_all(
    key: str, membership: Membership
) -> None:
    rights = Rights(frozenset({key}), frozenset({key}))
    is_named = key == "slack:T1/U1"
    expected = {
        Membership.MEMBER: (is_named, True),
        Membership.GUEST: (is_named, is_named),
        Membership.STRANGER: (False, False),
    }
    decided = (
        rights.is_admin(BUDI[0], membership),
        rights.is_allowed(*BUDI, membership=membership),
    )
    assert decided == expected[membership]
