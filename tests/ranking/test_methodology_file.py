"""The contract of the file: what is required, what is refused, and that all faults come at once."""

import pytest

from ranking.action import Action, Change
from ranking.methodology import Treatment, Uncertainty
from ranking.methodology_file import parse_methodology
from tests.ranking.scored import method, methodology_faults

SECOND = '[[node]]\ncode = "sub"\nparent = "all"\n'


def test_defaults_are_those_of_the_contract() -> None:
    methodology = parse_methodology(method("a"))
    assert methodology.minimum_coverage == 0
    assert methodology.imputation.method == "none"
    assert methodology.treatment == Treatment("none", 5, 2.0, 3.5)
    assert methodology.normalisation.scale == (0, 100)
    assert methodology.uncertainty == Uncertainty(0.25, 0.05, (), (), imputation=False)
    assert (methodology.root.weight, methodology.root.aggregate) == (1, "arithmetic")
    [indicator] = methodology.indicators
    assert (indicator.weight, indicator.direction, indicator.transform) == (1, 1, "none")
    assert (indicator.per, indicator.goalposts, methodology.bands) == (None, None, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (method("a").replace('name = "test"', ""), "[index]: name: is missing"),
        (method("a").replace('[index]\nname = "test"', ""), "index: is missing"),
        (method("a", normalisation=""), "[normalisation]: method: is missing"),
        (method("a", normalisation='method = "minmax"'), "[normalisation]: method: expected one"),
        (method("a; wieght = 2"), 'indicator "a": wieght: unknown key (did you mean weight?)'),
        (method("a", nodes="weights = 1"), 'node "all": weights: unknown key'),
        (method("a", tables="[treatement]"), "the file: treatement: unknown key"),
        (method("a", tables="[treatment]\npoints = 3"), "[treatment]: points: unknown key"),
        (method("a", tables="[uncertainty]\nsead = 3"), "[uncertainty]: sead: unknown key"),
        (method('a; parent = "b"'), 'indicator "a": parent: there is no node "b"'),
        (method("a", 'b; parent = "a"'), 'indicator "b": parent: there is no node "a"'),
        (method("a", nodes='parent = "x"'), 'node "all": parent: there is no node "x"'),
        (method("a", nodes='parent = "all"'), "the nodes go round in a circle: all → all"),
        (method("a", nodes='parent = "sub"\n' + SECOND), "in a circle: all → sub → all"),
        (method("a", nodes='[[node]]\ncode = "two"'), 'found 2: "all", "two"'),
        (method("a; weight = 0"), 'indicator "a": weight: expected a number above 0, found 0'),
        (method("a; weight = -1"), 'indicator "a": weight'),
        (method("a; weight = inf"), 'indicator "a": weight'),
        (method("a; weight = nan"), 'indicator "a": weight'),
        (method("a; weight = true"), 'indicator "a": weight'),
        (method('a; weight = "1"'), 'indicator "a": weight'),
        (method("a", nodes="weight = 0"), 'node "all": weight'),
        (method("a; goalposts = [2, 2]"), 'indicator "a": goalposts: expected [low, high]'),
        (method("a; goalposts = [3, 2]"), 'indicator "a": goalposts'),
        (method("a; goalposts = [1]"), 'indicator "a": goalposts'),
        (method("a", normalisation='method = "min_max"\nscale = [1, 1]'), "[normalisation]: scale"),
        (method("a", normalisation='method = "goalposts"'), 'indicator "a": goalposts: is missing'),
        (method("a", "a"), 'indicator "a": the code is used 2 times'),
        (method("all"), "the code is used 2 times"),
        (method("rank_low"), 'indicator "rank_low": the code is the name of a column'),
        (method("a", nodes='[[node]]\ncode = "score"\nparent = "all"'), 'node "score": the code'),
        (method("a; direction = 0"), 'indicator "a": direction: expected 1 or -1'),
        (method('a; transform = "ln"'), 'indicator "a": transform: expected one of none, log'),
        (method("a", tables='[imputation]\nmethod = "group_mean"'), "[imputation]: by: is missing"),
        (method("a", tables="[[rating]]\nfrom = 1"), "rating 1: letter: is missing"),
        (method("a", tables='[[rating]]\nletter = "A"'), 'rating "A": from: is missing'),
        (method("a", tables="[uncertainty]\nweights = 1"), "[uncertainty]: weights: expected"),
        (method("a", tables="[uncertainty]\nnormalisation = []"), "normalisation: expected a list"),
        (method("a", tables="[uncertainty]\nimputation = true"), "[imputation]: by: is missing"),
        (method("a").replace("[[node]]", "[node]"), "node: expected a list of entries"),
        ('[index]\nname = "x"\n[index]', "not a TOML file"),
        ('node = []\n[index]\nname="x"\n[normalisation]\nmethod="min_max"', "at least one is"),
    ],
)
def test_fault_names_its_entry(text: str, expected: str) -> None:
    faults = methodology_faults(text)
    assert any(expected in fault for fault in faults), faults


def test_minimum_coverage_is_a_share() -> None:
    text = method("a").replace('name = "test"', 'name = "test"\nminimum_coverage = 65')
    assert methodology_faults(text) == (
        "[index]: minimum_coverage: expected a share from 0 to 1, found 65",
    )


def test_all_faults_come_at_once() -> None:
    text = method("rank; weight = 0", 'b; parent = "c"; colour = 1', nodes="aggregate = 1")
    assert len(methodology_faults(text)) == 5


@pytest.mark.parametrize(
    "normalisation", ['method = "z_score"', 'method = "min_max"\nscale = [-1, 1]']
)
def test_geometric_mean_is_refused_where_children_can_be_negative(normalisation: str) -> None:
    text = method("a", normalisation=normalisation, nodes='aggregate = "geometric"')
    [fault] = methodology_faults(text)
    assert fault.startswith('node "all": aggregate')


def test_geometric_mean_is_refused_where_a_draw_could_meet_a_negative_child() -> None:
    tried = '[uncertainty]\nnormalisation = ["min_max", "z_score"]\naggregate = ["geometric"]'
    [fault] = methodology_faults(method("a", tables=tried))
    assert fault.startswith("[uncertainty]")
    assert methodology_faults(method("a", tables='[uncertainty]\naggregate = ["geometric"]')) == ()


def test_logged_goalposts_start_above_zero() -> None:
    log = 'a; transform = "log"; goalposts = [0, 10]'
    [fault] = methodology_faults(method(log, normalisation='method = "goalposts"'))
    assert fault.startswith('indicator "a": goalposts: expected a low end above 0')
    assert methodology_faults(method(log)) == ()  # goalposts are not used there


def test_z_scores_leave_the_scale_unused() -> None:
    text = method("a", normalisation='method = "z_score"\nscale = [-5, 5]')
    assert methodology_faults(text) == ()


def test_actions_say_what_would_change() -> None:
    text = method(
        "a",
        tables='[[action]]\ncode = "refresh"\ntitle = "Refresh"\nscope = "each"\n'
        'change = [{indicator = "a", to = 100}, {indicator = "a", add = 1, limit = 8}]',
    )
    (action,) = parse_methodology(text).actions
    assert action == Action(
        "refresh", "Refresh", (Change("a", to=100), Change("a", add=1, limit=8)), "each"
    )


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('code = "x"\ntitle = "X"', 'action "x": change: is missing'),
        ('code = "x"\ntitle = "X"\nchange = []', 'action "x": change: expected a list of tables'),
        ('code = "x"\nchange = [{indicator = "a", to = 1}]', 'action "x": title: is missing'),
        (
            'code = "x"\ntitle = "X"\nchange = [{indicator = "b", to = 1}]',
            'action "x": change: there is no indicator "b"',
        ),
        (
            'code = "x"\ntitle = "X"\nchange = [{indicator = "a", to = 1, add = 1}]',
            'action "x": change 1: expected one of to and add',
        ),
        (
            'code = "x"\ntitle = "X"\nchange = [{indicator = "a"}]',
            'action "x": change 1: expected one of to and add',
        ),
        (
            'code = "x"\ntitle = "X"\nscop = "all"\nchange = [{indicator = "a", to = 1}]',
            'action "x": scop: unknown key (did you mean scope?)',
        ),
        (
            'code = "x"\ntitle = "X"\nchange = [{indicator = "a", to = 1, until = 2}]',
            'action "x": change 1: until: unknown key',
        ),
    ],
)
def test_faults_of_actions_are_named(entry: str, fault: str) -> None:
    faults = methodology_faults(method("a", tables=f"[[action]]\n{entry}"))
    assert any(found.startswith(fault) for found in faults), faults


def test_an_action_is_listed_once() -> None:
    entry = '[[action]]\ncode = "x"\ntitle = "X"\nchange = [{indicator = "a", to = 1}]\n'
    assert methodology_faults(method("a", tables=entry * 2)) == (
        'action "x": the code is used 2 times',
    )
