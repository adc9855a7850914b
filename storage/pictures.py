"""Drawn charts, by the SHA-256 of their bytes, for as long as a letter may still need them."""

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from messages.delivery import LetterState
from storage.schema import enclosures, letters, pictures


def put(connection: Connection, digest: str, png: bytes) -> None:
    statement = insert(pictures).values(digest=digest, png=png).on_conflict_do_nothing()
    connection.execute(statement)


def get(connection: Connection, digest: str) -> bytes | None:
    statement = select(pictures.c.png).where(pictures.c.digest == digest)
    return connection.execute(statement).scalar()


def forget_unused(connection: Connection) -> int:
    """Delete the pictures that only delivered letters hold; others may be sent again."""
    delivered = select(letters.c.key).where(letters.c.state == LetterState.DELIVERED)
    connection.execute(delete(enclosures).where(enclosures.c.letter.in_(delivered)))
    unused = pictures.c.digest.not_in(select(enclosures.c.picture))
    return connection.execute(delete(pictures).where(unused)).rowcount
