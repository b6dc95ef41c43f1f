"""One station in equilibrium. Rates are per minute, results minutes or probabilities; `load` = rate x mean service.

Sources: Erlang 1917; Pollaczek 1930 and Khinchine 1932; Palm 1957 (patience); Cobham 1954 and Davis 1966 (priority);
Allen 1990 (Allen-Cunneen), all as in Gross, Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", 5th ed.
"""

from __future__ import annotations

from collections.abc import Sequence

ENOUGH = 1e-16  # terms of a series this small, relative to its sum, change nothing any more


class OverloadError(ValueError):
    """More work comes than the servers can do, so that there is no equilibrium."""


def erlang_b(servers: int, load: float) -> float:
    """Return the probability that all servers are busy where nobody waits (Erlang B), by its stable recursion."""
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Return the probability that somebody must wait (Erlang C)."""
    if load >= servers:
        raise OverloadError(f"a load of {load:.2f} on {servers} servers")
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def wait_mmc(rate: float, service: float, servers: int) -> float:
    """Return the mean wait of M/M/c."""
    load = rate * service
    return erlang_c(servers, load) * service / (servers - load)


def wait_mg1(rate: float, service: float, cv: float) -> float:
    """Return the mean wait of M/G/1 (Pollaczek-Khinchine)."""
    load = rate * service
    if load >= 1:
        raise OverloadError(f"a load of {load:.2f} on one server")
    return load * service * (1 + cv**2) / (2 * (1 - load))


def wait_allen_cunneen(rate: float, service: float, servers: int, cv: float) -> float:
    """Return the mean wait of M/G/c nearly: within 10 per cent where the cv is not far from 1."""
    return wait_mmc(rate, service, servers) * (1 + cv**2) / 2


def turned_away_mmck(rate: float, service: float, servers: int, room: int) -> float:
    """Return the share that finds M/M/c/K full, with `room` places for the waiting and the served together."""
    weights = [1.0]
    for count in range(1, room + 1):
        weights.append(weights[-1] * rate * service / min(count, servers))
    return weights[-1] / sum(weights)


def gave_up_mmcm(rate: float, service: float, servers: int, patience: float) -> float:
    """Return the share that loses patience in M/M/c+M (Erlang A); the mean wait is this times the mean patience."""
    weight, total, waiting, count = 1.0, 1.0, 0.0, 0
    while count <= servers or weight > ENOUGH * total:
        count += 1
        leaving = min(count, servers) / service + max(0, count - servers) / patience
        weight *= rate / leaving
        total += weight
        waiting += weight * max(0, count - servers)
    return waiting / total / patience / rate


def waits_by_priority(rates: Sequence[float], service: float, servers: int) -> list[float]:
    """Return the mean wait of each class in M/M/c, the first class first; nobody is sent away from a window."""
    delay = erlang_c(servers, sum(rates) * service) * service / servers
    waits, above = [], 0.0
    for rate in rates:
        with_own = above + rate * service / servers
        waits.append(delay / ((1 - above) * (1 - with_own)))
        above = with_own
    return waits
