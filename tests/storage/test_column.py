from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select
from sqlalchemy.exc import StatementError

from messages.as_text import storable
from storage.column import AnyText, ExactDecimal, UtcInstant

kept = Table(
    "kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("instant", UtcInstant),
    Column("figure", ExactDecimal),
    Column("text", AnyText),
)
ENGINE = create_engine("sqlite://")
kept.metadata.create_all(ENGINE)


def keep(**values: object) -> tuple[object, ...]:
    with ENGINE.connect() as connection:
        connection.execute(kept.insert().values(**values))
        row = connection.execute(select(*(kept.c[name] for name in values))).one()
        connection.rollback()
        return tuple(row)


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=7)))))
def test_an_instant_comes_back_in_utc(instant: datetime) -> None:
    assume(1 < instant.year < 9999)
    (back,) = keep(instant=instant)
    assert isinstance(back, datetime)
    assert (back, back.utcoffset()) == (instant, timedelta())


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        keep(instant=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("figure", ["43.34", "43.340", "0", "0.1", "123456789.123456"])
def test_a_figure_keeps_its_digits(figure: str) -> None:
    (back,) = keep(figure=Decimal(figure))
    assert str(back) == figure


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_kept(text: str) -> None:
    assert keep(text=text) == (storable(text),)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_proper_text_is_kept_as_it_is(text: str) -> None:
    assert storable(text) == text
