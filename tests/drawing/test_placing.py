"""Flags: no label over another, no pole through a label, the important first."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from drawing.placing import Flag, PlacedFlag, place_flags

LEFT, RIGHT = 0.0, 1000.0

flags = st.lists(
    st.builds(
        Flag,
        x=st.integers(0, 1000).map(float),
        width=st.integers(10, 1200).map(float),
        rows=st.integers(1, 10),
    ),
    max_size=25,
)


def standing(wanted: list[Flag]) -> list[PlacedFlag]:
    return [flag for flag in place_flags(wanted, LEFT, RIGHT) if flag]


@given(flags)
def test_no_two_labels_overlap_and_all_lie_inside(wanted: list[Flag]) -> None:
    placed = standing(wanted)
    assert all(flag.left >= LEFT and flag.right <= RIGHT and flag.row >= 0 for flag in placed)
    for one, other in combinations(placed, 2):
        if one.row == other.row:
            assert one.right < other.left or other.right < one.left


@given(flags)
def test_no_pole_stands_through_a_label(wanted: list[Flag]) -> None:
    for label in standing(wanted):
        for pole in standing(wanted):
            if pole.x != label.x and label.left <= pole.x <= label.right:
                assert pole.row < label.row


@given(flags)
def test_a_label_waves_from_its_own_pole_and_keeps_its_width(wanted: list[Flag]) -> None:
    for flag, placed in zip(wanted, place_flags(wanted, LEFT, RIGHT), strict=True):
        if placed:
            assert placed.x == flag.x
            assert flag.x in (placed.left, placed.right)
            assert abs(placed.right - placed.left - flag.width) < 1e-6


@given(flags)
def test_what_comes_later_pushes_nothing_out(wanted: list[Flag]) -> None:
    before = place_flags(wanted[:-1], LEFT, RIGHT)
    after = place_flags(wanted, LEFT, RIGHT)
    assert [flag is None for flag in before] == [flag is None for flag in after[: len(before)]]


@given(flags)
def test_a_pile_is_never_higher_than_what_it_is_worth(wanted: list[Flag]) -> None:
    placed = place_flags(wanted, LEFT, RIGHT)
    kept = [flag for flag, there in zip(wanted, placed, strict=True) if there]
    highest = max((flag.row for flag in placed if flag), default=-1)
    assert not kept or highest < kept[-1].rows


def test_labels_to_the_right_climb_from_right_to_left() -> None:
    wanted = [Flag(x, 200.0, 8) for x in (10.0, 20.0, 30.0)]
    assert [flag.row for flag in standing(wanted)] == [2, 1, 0]


def test_a_label_near_the_right_end_waves_to_the_left() -> None:
    (flag,) = standing([Flag(990.0, 200.0, 1)])
    assert (flag.left, flag.right) == (790.0, 990.0)


def test_labels_far_apart_share_the_lowest_row() -> None:
    assert [flag.row for flag in standing([Flag(10.0, 90.0, 1), Flag(500.0, 90.0, 1)])] == [0, 0]


def test_who_finds_no_room_is_left_out() -> None:
    assert place_flags([Flag(10.0, 90.0, 1), Flag(20.0, 90.0, 1)], LEFT, RIGHT)[1] is None
