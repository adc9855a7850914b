"""Drawn charts, by the SHA-256 of their bytes, for as long as a letter may still need them."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from messages.delivery import LetterState
from storage.schema import enclosures, letters, pictures


async def put(connection: AsyncConnection, digest: str, png: bytes) -> None:
    statement = insert(pictures).values(digest=digest, png=png).on_conflict_do_nothing()
    await connection.execute(statement)


async def get(connection: AsyncConnection, digest: str) -> bytes | None:
    statement = select(pictures.c.png).where(pictures.c.digest == digest)
    return (await connection.execute(statement)).scalar()


async def forget_unused(connection: AsyncConnection) -> int:
    """Delete the pictures that only delivered letters hold; others may be sent again."""
    delivered = select(letters.c.key).where(letters.c.state == LetterState.DELIVERED)
    await connection.execute(delete(enclosures).where(enclosures.c.letter.in_(delivered)))
    unused = pictures.c.digest.not_in(select(enclosures.c.picture))
    return (await connection.execute(delete(pictures).where(unused))).rowcount
