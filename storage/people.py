"""Who speaks with Kopdar: people, and the accounts on the platforms they are known by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from messages.request import AccountId, PersonId, PlatformName, Sender
from storage.schema import accounts, people


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """`chosen_language` is the person's own choice and goes before the platform's hint, a BCP 47
    tag. `asked_platform_at` (UTC): when the platform was last asked for its hint, None: never."""

    id: PersonId
    chosen_language: str | None
    platform_language: str | None
    asked_platform_at: datetime | None


# Built once: every request asks for it, and building it takes longer than running it. SQLite finds
# pairs of platform and account by index only where it knows the platform.
FIND = (
    select(
        accounts.c.account,
        accounts.c.person,
        people.c.language,
        accounts.c.platform_language,
        accounts.c.asked_platform_at,
    )
    .join(people, people.c.id == accounts.c.person)
    .where(
        accounts.c.platform == bindparam("of_platform"),
        accounts.c.account.in_(bindparam("asked", expanding=True)),
    )
)


def find(connection: Connection, sender: Sender) -> KnownPerson | None:
    return find_each(connection, [sender])[0]


def find_each(connection: Connection, senders: Sequence[Sender]) -> list[KnownPerson | None]:
    """For each of them, in their order."""
    asked: dict[PlatformName, set[AccountId]] = {}
    for sender in senders:
        asked.setdefault(sender.platform, set()).add(sender.account)
    found = {
        (platform, row.account): KnownPerson(*row[1:])
        for platform, those in asked.items()
        for row in connection.execute(FIND, {"of_platform": platform, "asked": sorted(those)})
    }
    return [found.get((sender.platform, sender.account)) for sender in senders]


def identify(connection: Connection, sender: Sender) -> KnownPerson:
    """The person behind the account, made known at first sight. What the platform says of
    their language with this very event is newer than what is stored, and kept."""
    known = find(connection, sender)
    if known is None:
        return welcome(connection, sender)
    if sender.language is None or sender.language == known.platform_language:
        return known
    change_account(connection, sender, platform_language=sender.language)
    return KnownPerson(known.id, known.chosen_language, sender.language, known.asked_platform_at)


def choose_language(connection: Connection, person_id: PersonId, language: str) -> None:
    chosen = update(people).where(people.c.id == person_id).values(language=language)
    connection.execute(chosen)


def remember_platform_language(
    connection: Connection, sender: Sender, language: str | None, at: datetime
) -> None:
    """What the platform said when asked, and when; None: no answer, what is known stays."""
    said = {} if language is None else {"platform_language": language}
    change_account(connection, sender, asked_platform_at=at, **said)


def welcome(connection: Connection, sender: Sender) -> KnownPerson:
    person = insert(people).values(language=None).returning(people.c.id)
    person_id = PersonId(connection.execute(person).scalar_one())
    connection.execute(
        insert(accounts).values(
            platform=sender.platform,
            account=sender.account,
            person=person_id,
            name=sender.name,
            platform_language=sender.language,
        )
    )
    return KnownPerson(person_id, None, sender.language, None)


def change_account(connection: Connection, sender: Sender, **values: Any) -> None:
    connection.execute(update(accounts).where(is_account_of(sender)).values(**values))


def is_account_of(sender: Sender) -> ColumnElement[bool]:
    return (accounts.c.platform == sender.platform) & (accounts.c.account == sender.account)
