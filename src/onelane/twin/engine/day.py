"""One day from a scenario and a generator."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from onelane.twin.engine.desk import measured
from onelane.twin.engine.floor import Day, Floor
from onelane.twin.engine.plan import Plan

__all__ = ["Day", "simulate"]


def simulate(plan: Plan, rng: Generator, *, log: bool = False) -> Day:
    """Return what one day shows, with every service if asked; the same generator state gives the same day."""
    floor = Floor(plan, rng, log=log)
    floor.run()
    arrived = np.asarray(floor.arrived)
    return Day(
        arrived=arrived,
        minutes=np.asarray(floor.left) - arrived,
        classes=tuple(floor.classes),
        stations={
            name: measured(desk, plan.scenario.opens, floor.last_out)
            for name, desk in zip(plan.route.steps, floor.desks, strict=True)
            if not desk.station.at
        },
        area=floor.area,
        events=floor.events,
        last_out=floor.last_out,
    )
