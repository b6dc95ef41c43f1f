"""A stranger checks a receipt by the documents alone: his own curve, hashes and shuffle, and nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256, sha512
from typing import Any

import pytest

from onelane.kernel.actor import Actor
from onelane.office.plates import actions as plates
from onelane.office.plates import queries

Maker = Callable[..., Any]
MACHINE = Actor("machine-1", "machine", "qingdao")

# ------------------------------------------------------------ RFC 8032 and RFC 9381 with plain integers
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int]
BASE_Y = 4 * pow(5, P - 2, P) % P


def plus(a: Point, b: Point) -> Point:
    (x1, y1), (x2, y2) = a, b
    cross = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + cross, P - 2, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - cross, P - 2, P) % P
    return x, y


def times(n: int, a: Point) -> Point:
    total = (0, 1)
    while n:
        if n & 1:
            total = plus(total, a)
        a, n = plus(a, a), n >> 1
    return total


def minus(a: Point, b: Point) -> Point:
    return plus(a, (P - b[0], b[1]))


def read(told: bytes) -> Point | None:
    y = int.from_bytes(told, "little")
    sign, y = y >> 255, y % 2**255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (x if x & 1 == sign else P - x), y


def write(a: Point) -> bytes:
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")


def vrf_output(key: bytes, asked: bytes, proof: bytes) -> bytes | None:
    gamma, c, s = read(proof[:32]), int.from_bytes(proof[32:48], "little"), int.from_bytes(proof[48:], "little")
    whose, base = read(key), read(BASE_Y.to_bytes(32, "little"))
    if gamma is None or whose is None or base is None or s >= Q:
        return None
    h = hashed(key, asked)
    u, v = minus(times(s, base), times(c, whose)), minus(times(s, h), times(c, gamma))
    told = b"\x03\x02" + key + write(h) + proof[:32] + write(u) + write(v) + b"\x00"
    if sha512(told).digest()[:16] != proof[32:48]:
        return None
    return sha512(b"\x03\x03" + write(times(8, gamma)) + b"\x00").digest()


def hashed(key: bytes, asked: bytes) -> Point:
    count = 0
    while True:
        found = read(sha512(b"\x03\x01" + key + asked + bytes([count, 0])).digest()[:32])
        if found and times(8, found) != (0, 1):
            return times(8, found)
        count += 1


# ------------------------------------------------------------ docs/explanation/draws.md
def all_numbers(runs: list[list[str]]) -> list[str]:
    """Every number of the series, written out one after the other."""
    letters = {"N": "0123456789", "L": "ABCDEFGHJKLMNPQRSTUVWXYZ"}
    found = []
    for prefix, pattern, first, last in runs:
        serials = [""]
        for mark in pattern:
            serials = [begun + one for begun in serials for one in letters.get(mark, mark)]
        found += [prefix + serial for serial in serials[serials.index(first) : serials.index(last) + 1]]
    return found


def shuffled(output: bytes, numbers: list[str]) -> list[str]:
    """Draw one after the other from what is left; the last number fills the gap."""
    stream, left, gave, count = b"", list(numbers), [], 0
    while left:
        if not stream:
            stream, count = sha512(output + count.to_bytes(8, "big")).digest(), count + 1
        word, stream = int.from_bytes(stream[:8], "big"), stream[8:]
        if word >= 2**64 // len(left) * len(left):
            continue
        pick = word % len(left)
        gave.append(left[pick])
        left[pick] = left[-1]
        left.pop()
    return gave


def root_from(leaf: bytes, place: int, count: int, path: list[bytes]) -> bytes:
    """Climb from a leaf to the root, by the recursive definition of RFC 6962."""
    if count == 1:
        return sha256(b"\x00" + leaf).digest()
    half = 1
    while half * 2 < count:
        half *= 2
    if place < half:
        return sha256(b"\x01" + root_from(leaf, place, half, path[:-1]) + path[-1]).digest()
    return sha256(b"\x01" + path[-1] + root_from(leaf, place - half, count - half, path[:-1])).digest()


def check(receipt: dict[str, Any]) -> list[str]:
    """Return the list that must have been shown, having checked everything on the way but the signatures."""
    publication, draw = receipt["publication"], receipt["draw"]
    text = json.dumps(publication, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert sha256(text.encode()).hexdigest() == draw["publication"]
    asked = f"onelane draw 1\n{draw['publication']}\n{draw['case']}\n{draw['turn']}\n{draw['commitment']}\n"
    output = vrf_output(bytes.fromhex(publication["draw_key"]), asked.encode(), bytes.fromhex(draw["proof"]))
    assert output is not None
    numbers = all_numbers(publication["runs"])
    leaves = -(-len(numbers) // 64)
    for place, _, claim in draw["gone"]:
        if claim:
            continue  # stated: whoever has that receipt can hold the office to it
        shown = receipt["account"][str(place // 64)]
        path = [bytes.fromhex(node) for node in shown["path"]]
        assert root_from(shown["states"].encode(), place // 64, leaves, path).hex() == publication["root"]
        assert shown["states"][place % 64] != "f"
    gone = {numbers[place] for place, _, _ in draw["gone"]}
    return [number for number in shuffled(output, numbers) if number not in gone][: draw["list"]]


@pytest.mark.usefixtures("clock")
def test_a_stranger_finds_the_same_list(segment: Maker, new_case: Maker) -> None:
    segment("02", "NLNNN", "1A950", "1B049")
    segment("02", "LNNNN", "A0000", "A0007", prefix="鲁U")
    for _ in range(8):
        case = new_case()
        plates.take(case_id=case.pk, plate=plates.draw(case=case, actor=MACHINE).plates[0], actor=MACHINE)
        plates.issue(case_id=case.pk, actor=MACHINE)
    plates.publish(office="qingdao", pool="02", actor=MACHINE)
    plates.draw(case=new_case(), actor=MACHINE)
    case = new_case()

    offer = plates.draw(case=case, actor=MACHINE)

    receipt = json.loads(json.dumps(queries.receipt_of(case.pk, 1)))
    assert tuple(check(receipt)) == offer.plates
    assert receipt["draw"]["gone"]
    assert receipt["account"]


def test_the_strangers_curve_agrees_with_the_rfc() -> None:
    key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    proof = bytes.fromhex(
        "8657106690b5526245a92b003bb079ccd1a92130477671f6fc01ad16f26f723f"
        "26f8a57ccaed74ee1b190bed1f479d9727d2d0f9b005a6e456a35d4fb0daab12"
        "68a1b0db10836d9826a528ca76567805"
    )

    output = vrf_output(key, b"", proof)

    assert output is not None
    assert output.hex().startswith("90cf1df3b703cce59e2a35b925d411164068269d7b2d29f3301c03dd757876ff")
