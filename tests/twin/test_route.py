"""The table of small numbers walks as the path engine walks."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from onelane.catalogue import loader
from onelane.office.cases import path as paths
from onelane.office.cases.path import Path
from onelane.twin.engine.route import START, Route

LANE = Path.from_plan(loader.load().service("first-registration").path)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_random_walks_open_the_same_steps_in_both(seed: int) -> None:
    rng = np.random.default_rng(seed)
    route, marking, state = Route(LANE), paths.start(LANE), START
    opened = set(route.first)
    while not paths.ended(marking):
        assert {route.steps[step] for step in opened} == set(paths.open_steps(marking))
        step = str(rng.choice(paths.open_steps(marking)))
        number = route.steps.index(step)
        behind = sorted(LANE.ancestors(step))
        opened.remove(number)
        if behind and rng.random() < 0.2:
            to = str(rng.choice(behind))
            marking = paths.send_back(LANE, marking, step, [to])
            state, more = route.sent_back(state, number, route.steps.index(to))
            opened = {one for one in opened if route.steps[one] in paths.open_steps(marking)}
        else:
            marking = paths.complete(LANE, marking, step)
            state, more = route.done(state, (number,))
        opened |= set(more)
    assert route.ended[state]
    assert opened == set()
