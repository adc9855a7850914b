"""Why a score and a rank changed: each part where that is plain, and always the whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ranking.measured import MeasuredEdition
from ranking.shares import METHOD_CHANGED, OTHERS_MOVED, Explanation, NotComparable
from ranking.whatif import NotRanked
from ranking.why import explain
from tests.ranking.measured_editions import METHOD, edition

COLUMNS = ("networks", "site_freshness", "days_silent", "followers", "population")
NUMBERS = st.integers(1, 40).map(float)
VALUES = st.fixed_dictionaries(dict.fromkeys(COLUMNS, NUMBERS))
EDITIONS = st.fixed_dictionaries(dict.fromkeys(("ID", "MY", "SG", "TH"), VALUES))
OTHER_METHOD = METHOD.replace("weight = 2", "weight = 5").replace(
    'code = "networks"', 'code = "networks"\nweight = 3'
)
FIRST = {
    "ID": dict(zip(COLUMNS, (3.0, 40.0, 9.0, 50.0, 10.0), strict=True)),
    "MY": dict(zip(COLUMNS, (6.0, 90.0, 2.0, 80.0, 10.0), strict=True)),
    "SG": dict(zip(COLUMNS, (1.0, 10.0, 30.0, 10.0, 10.0), strict=True)),
}


def whole(explanation: Explanation) -> tuple[float, float]:
    return explanation.points, explanation.places


def named(explanation: Explanation) -> dict[str, float]:
    return {part.code: part.points for part in explanation.shares}


@settings(max_examples=25)
@given(EDITIONS, EDITIONS, st.sampled_from([METHOD, OTHER_METHOD]))
def test_the_parts_add_up_to_the_whole(
    old: dict[str, dict[str, float]], new: dict[str, dict[str, float]], text: str
) -> None:
    before, after = edition(old), edition(new, text)
    explanation = explain(before, after, "ID")
    points, places = whole(explanation)
    assert points == pytest.approx(score(after) - score(before), abs=1e-9)
    assert places == pytest.approx(rank(before) - rank(after), abs=1e-9)
    for part in explanation.shares:
        if part.parts:
            assert part.points == pytest.approx(sum(p.points for p in part.parts), abs=1e-9)


def test_what_alone_changed_did_it_all() -> None:
    before = edition(FIRST)
    after = edition({**FIRST, "ID": {**FIRST["ID"], "networks": 5.0}})
    parts = named(explain(before, after, "ID"))
    assert parts["presence"] == pytest.approx(score(after) - score(before))
    assert [points for code, points in parts.items() if code != "presence"] == [0, 0, 0]


def test_others_move_and_methods_change() -> None:
    before = edition(FIRST)
    moved = edition({**FIRST, "MY": {**FIRST["MY"], "networks": 12.0}})
    parts = named(explain(before, moved, "ID"))
    assert parts[OTHERS_MOVED] == pytest.approx(score(moved) - score(before))
    changed = edition(FIRST, OTHER_METHOD)
    parts = named(explain(before, changed, "ID"))
    assert parts[METHOD_CHANGED] == pytest.approx(score(changed) - score(before))


def test_nothing_changed() -> None:
    explanation = explain(edition(FIRST), edition(FIRST), "ID")
    assert whole(explanation) == (0, 0)


def test_an_indicator_that_a_new_method_adds_is_of_the_method() -> None:
    """An edition keeps only the columns of its own method: nobody moved in the new one."""
    fewer = METHOD.replace('[[indicator]]\ncode = "networks"\nparent = "presence"\n', "")
    fewer = fewer[: fewer.index('[[action]]\ncode = "one_network"')]
    seen_then = {c: {k: v for k, v in own.items() if k != "networks"} for c, own in FIRST.items()}
    before, after = edition(seen_then, fewer), edition(FIRST)
    parts = named(explain(before, after, "ID"))
    assert parts.pop(METHOD_CHANGED) == pytest.approx(score(after) - score(before))
    assert set(parts.values()) == {0}


def test_methods_without_a_common_indicator_are_told_apart() -> None:
    def only(code: str) -> MeasuredEdition:
        text = METHOD[: METHOD.index("[[indicator]]")] + (
            f'[[indicator]]\ncode = "{code}"\nparent = "presence"\n'
        )
        return edition({c: {code: own[code]} for c, own in FIRST.items()}, text)

    before, after = only("networks"), only("site_freshness")
    parts = named(explain(before, after, "ID"))
    assert sum(parts.values()) == pytest.approx(score(after) - score(before))


def test_what_the_other_method_cannot_score_is_not_compared() -> None:
    logged = METHOD.replace('code = "networks"', 'code = "networks"\ntransform = "log"', 1)
    none = {**FIRST, "MY": {**FIRST["MY"], "networks": 0.0}}
    with pytest.raises(NotComparable):
        explain(edition(none), edition(FIRST, logged), "ID")


def test_a_dimension_of_very_many_indicators_is_explained_as_a_whole() -> None:
    many = [f"i{n}" for n in range(18)]
    text = METHOD[: METHOD.index("[[indicator]]")] + "".join(
        f'[[indicator]]\ncode = "{code}"\nparent = "presence"\n' for code in many
    )
    old = {c: {code: float(n + m) for n, code in enumerate(many)} for m, c in enumerate(FIRST)}
    new = {**old, "ID": {code: value + 1 for code, value in old["ID"].items()}}
    before, after = edition(old, text), edition(new, text)
    explanation = explain(before, after, "ID")
    (presence,) = [share for share in explanation.shares if share.code == "presence"]
    assert presence.is_joint
    assert not presence.parts
    assert explanation.points == pytest.approx(score(after) - score(before))


def test_who_was_not_ranked_before_has_no_change_to_explain() -> None:
    with pytest.raises(NotRanked):
        explain(edition(FIRST), edition(FIRST), "FR")


def score(made: MeasuredEdition) -> float:
    return made.standings["ID"].score or 0.0


def rank(made: MeasuredEdition) -> int:
    return made.standings["ID"].rank or 0
