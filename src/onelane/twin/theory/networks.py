"""Several stations in equilibrium: Jackson 1957, "Networks of waiting lines": each is an M/M/c of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onelane.twin.theory.single import wait_mmc


@dataclass(frozen=True, slots=True)
class Node:
    """A station: mean service in minutes, servers, and the cars a minute that come to it from outside."""

    service: float
    servers: int
    rate: float = 0.0


def rates(nodes: Sequence[Node], routing: Sequence[Sequence[float]]) -> list[float]:
    """Return how many a minute pass each station; `routing[i][j]` is the share that goes from i to j.

    Solves the traffic equations: rate_j = outside_j + sum over i of rate_i routing_ij.
    """
    outside = np.array([node.rate for node in nodes])
    matrix = np.eye(len(nodes)) - np.asarray(routing, dtype=float).T
    found: list[float] = np.linalg.solve(matrix, outside).tolist()
    return found


def minutes_inside(nodes: Sequence[Node], routing: Sequence[Sequence[float]]) -> float:
    """Return the mean minutes from door to door over all stations and repeats, by Little's law on the whole network."""
    passing = rates(nodes, routing)
    inside = sum(
        rate * (wait_mmc(rate, node.service, node.servers) + node.service)
        for node, rate in zip(nodes, passing, strict=True)
    )
    return inside / sum(node.rate for node in nodes)
