import asyncio
from datetime import timedelta

from sqlalchemy import select

from messages.request import Inbound, Request, RequestKey
from storage import inbox, schema
from storage.database import Database
from tests.databases import reading, writing
from tests.storage.said import NOW, SLACK, TELEGRAM, request, unreadable


async def accept(database: Database, *inbound: Inbound) -> tuple[Request, ...]:
    with writing(database) as connection:
        return inbox.accept(connection, inbound)


async def unfinished(database: Database) -> list[str]:
    with reading(database) as connection:
        return [each.key for each in inbox.unfinished(connection, [TELEGRAM, SLACK])]


async def test_a_request_comes_back_as_it_was(database: Database) -> None:
    first = request("a")
    assert await accept(database, first) == (first,)
    with reading(database) as connection:
        assert inbox.unfinished(connection, [TELEGRAM]) == (first,)


async def test_a_repeated_event_is_dropped(database: Database) -> None:
    assert await accept(database, request("a"), request("b"), request("a")) == (
        request("a"),
        request("b"),
    )
    assert await accept(database, request("b"), request("c")) == (request("c"),)
    assert await unfinished(database) == ["a", "b", "c"]


async def test_of_copies_that_come_at_once_one_is_new(database: Database) -> None:
    accepted = await asyncio.gather(*(accept(database, request("a")) for _ in range(20)))
    assert sum(len(requests) for requests in accepted) == 1
    assert await unfinished(database) == ["a"]


async def test_two_processes_share_one_answer_to_who_was_first(
    database: Database, url: str
) -> None:
    other = await Database.open(url)
    accepted = await asyncio.gather(
        *(accept(each, request("a")) for each in [database, other] * 10)
    )
    await other.close()
    assert sum(len(requests) for requests in accepted) == 1


async def test_what_cannot_be_read_is_kept_raw_and_the_rest_goes_on(database: Database) -> None:
    broken = unreadable("b", '{"update_id": 2, "message": 7}')
    assert await accept(database, request("a"), broken, request("c")) == (
        request("a"),
        request("c"),
    )
    with reading(database) as connection:
        statement = select(schema.inbox.c.raw).where(schema.inbox.c.key == "b")
        assert connection.execute(statement).scalar_one() == broken.raw
    assert await unfinished(database) == ["a", "c"]
    assert await accept(database, broken) == ()


async def test_hostile_text_does_not_throw_the_batch_out(database: Database) -> None:
    hostile = request("k\ud800\0", arguments="half \ud83d of it\0")
    assert await accept(database, request("a"), hostile) == (request("a"), hostile)
    assert await accept(database, hostile) == ()
    with writing(database) as connection:
        assert inbox.finish(connection, hostile.key)


async def test_nothing_is_accepted_as_nothing(database: Database) -> None:
    assert await accept(database) == ()


async def test_a_batch_of_thousands(database: Database) -> None:
    flood = [request(str(number)) for number in range(5_000)]
    assert await accept(database, *flood) == tuple(flood)
    assert await unfinished(database) == [each.key for each in flood]


async def test_only_the_asked_platforms_are_taken_up(database: Database) -> None:
    await accept(database, request("a"), request("b", SLACK))
    with reading(database) as connection:
        assert [each.key for each in inbox.unfinished(connection, [SLACK])] == ["b"]


async def test_what_is_finished_or_set_aside_is_not_taken_up_again(database: Database) -> None:
    await accept(database, request("a"), request("b"), request("c"))
    with writing(database) as connection:
        assert inbox.finish(connection, RequestKey("a"))
        assert not inbox.finish(connection, RequestKey("a"))
        assert not inbox.finish(connection, RequestKey("never seen"))
        assert inbox.set_aside(connection, RequestKey("b"), "K-1234")
        assert not inbox.finish(connection, RequestKey("b"))
    assert await unfinished(database) == ["c"]
    assert await accept(database, request("a"), request("b")) == ()


async def test_only_old_and_answered_requests_are_forgotten(database: Database) -> None:
    await accept(database, request("a"), request("b"), request("c"), unreadable("d"))
    with writing(database) as connection:
        inbox.finish(connection, RequestKey("a"))
        inbox.set_aside(connection, RequestKey("b"), "K-1234")
        assert inbox.forget_finished(connection, NOW) == 0
        assert inbox.forget_finished(connection, NOW + timedelta(seconds=1)) == 1
        statement = select(schema.inbox.c.key).order_by(schema.inbox.c.number)
        assert list(connection.execute(statement).scalars()) == ["b", "c", "d"]


async def test_where_to_answer_in_place_is_not_kept_longer_than_it_is_needed(
    database: Database,
) -> None:
    await accept(database, request("a"), request("b"), request("c"))
    with writing(database) as connection:
        inbox.finish(connection, RequestKey("a"))
        inbox.set_aside(connection, RequestKey("b"), "K-1234")
        statement = select(schema.inbox.c.answer_at).order_by(schema.inbox.c.number)
        kept = list(connection.execute(statement).scalars())
    assert kept == [{}, {}, {"callback": "1"}]


async def test_old_failures_are_forgotten_too(database: Database) -> None:
    await accept(database, request("a"), request("b"), request("c"), unreadable("d"))
    with writing(database) as connection:
        inbox.finish(connection, RequestKey("a"))
        inbox.set_aside(connection, RequestKey("b"), "K-1234")
        assert inbox.forget_failed(connection, NOW) == 0
        assert inbox.forget_failed(connection, NOW + timedelta(seconds=1)) == 2
        statement = select(schema.inbox.c.key).order_by(schema.inbox.c.number)
        assert list(connection.execute(statement).scalars()) == ["a", "c"]
