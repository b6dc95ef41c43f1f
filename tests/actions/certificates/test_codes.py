"""The code that proves a paper: it says what was signed, and nothing that was changed verifies."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from onelane.gateways.signing.gateway import Gateway
from onelane.kernel import clock
from onelane.office.certificates import codes
from onelane.office.certificates.faces import proved
from onelane.office.certificates.kinds import KINDS, SORTS, Kind
from onelane.office.certificates.proving import word
from onelane.office.certificates.samples import LONG, sample

ADDRESS = "https://cheguansuo.qingdao.example.gov.cn/v/#"
EXAMPLES = 200
Facts = tuple[str, ...]


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    """A key store with a key, without asking any register for the office's name."""
    gateway = Gateway(tmp_path_factory.mktemp("keys"))
    gateway.store.active("qingdao", "code", name="青岛", at=clock.now())
    return gateway


@pytest.fixture(scope="session")
def key(keys: Gateway) -> codes.Key:
    """The key that signs codes."""
    return keys.store.active("qingdao", "code", name="青岛", at=clock.now())


@pytest.fixture(scope="session")
def genuine(key: codes.Key) -> str:
    """The digits of a licence's code."""
    return codes.written(proof_of("vehicle-licence"), key, address=ADDRESS)


def proof_of(kind: Kind, facts: Facts | None = None) -> codes.Proof:
    told = proved(kind, serial="370200000001", data=sample(kind), words=word) if facts is None else facts
    return codes.Proof(SORTS[kind].number, 123_456, "370200000001", told, 1_790_000_000, 1_990_000_000)


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_gives_back_what_was_signed_and_fits_into_version_10(kind: Kind, key: codes.Key, keys: Gateway) -> None:
    proof = proof_of(kind)
    digits = codes.written(proof, key, address=ADDRESS)

    found = codes.read(digits, keys.verify)

    assert (found.kind, found.place, found.serial, found.expires) == (proof.kind, 123_456, proof.serial, proof.expires)
    assert all(_begins(told, said) for told, said in zip(found.facts, proof.facts, strict=True))
    assert int(str(codes.drawn(ADDRESS, digits).version)) <= codes.GREATEST_VERSION
    assert codes.drawn(ADDRESS, digits).error == "M"


def _begins(told: str, said: str) -> bool:
    return told == said or (told.endswith("…") and said.startswith(told.rstrip("…")))


@given(facts=st.lists(st.text(max_size=60), max_size=4).map(tuple))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])  # a neighbour may be slow, the code is not
def test_however_long_the_values_the_code_stays_small(key: codes.Key, facts: Facts) -> None:
    digits = codes.written(proof_of("vehicle-licence", facts), key, address=ADDRESS)

    assert int(str(codes.drawn(ADDRESS, digits).version)) <= codes.GREATEST_VERSION


def test_an_address_that_leaves_no_room_is_a_fault_of_the_office(key: codes.Key) -> None:
    with pytest.raises(ValueError, match="no room"):
        codes.written(proof_of("vehicle-licence"), key, address=f"https://{'a' * 140}/v/#")


@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_of_10_000_altered_codes_none_verifies(data: Any, genuine: str, keys: Gateway) -> None:
    many = 10_000 // EXAMPLES
    altered = data.draw(st.lists(alterations(genuine), min_size=many, max_size=many))

    assert [one for one in altered if one != genuine and verifies(one, keys)] == []


def verifies(digits: str, keys: Gateway) -> bool:
    try:
        codes.read(digits, keys.verify)
    except codes.Altered:
        return False
    return True


def alterations(genuine: str) -> st.SearchStrategy[str]:
    """Digits changed, lost, added or moved, bytes of the token changed, or something else altogether."""
    place = st.integers(0, len(genuine) - 1)
    return st.one_of(
        st.tuples(place, st.integers(0, 9)).map(lambda told: f"{genuine[: told[0]]}{told[1]}{genuine[told[0] + 1 :]}"),
        st.tuples(place, place).map(lambda told: genuine[: min(told)] + genuine[max(told) + 1 :]),
        st.tuples(place, st.text("0123456789", min_size=1, max_size=9)).map(
            lambda told: genuine[: told[0]] + told[1] + genuine[told[0] :]
        ),
        st.tuples(st.integers(0, len(raw(genuine)) - 1), st.integers(1, 255)).map(lambda told: flipped(genuine, *told)),
        st.text(max_size=20),
        st.binary(max_size=200).map(lambda told: str(int.from_bytes(b"\x01" + told))),
    )


def raw(digits: str) -> bytes:
    return int(digits).to_bytes((int(digits).bit_length() + 7) // 8)


def flipped(digits: str, place: int, by: int) -> str:
    changed = bytearray(raw(digits))
    changed[place] ^= by
    return str(int.from_bytes(bytes(changed)))


def test_a_code_signed_by_a_stranger_does_not_verify(keys: Gateway, tmp_path: Path) -> None:
    stranger = Gateway(tmp_path).store.active("qingdao", "code", name="青岛", at=clock.now())

    with pytest.raises(codes.Altered):
        codes.read(codes.written(proof_of("vehicle-licence"), stranger, address=ADDRESS), keys.verify)


def test_a_printed_code_is_read_back_by_a_reader_of_others(genuine: str, keys: Gateway) -> None:
    drawn = io.BytesIO()
    codes.drawn(ADDRESS, genuine).save(drawn, kind="png", scale=4)

    read = zxingcpp.read_barcode(Image.open(drawn))

    assert read is not None
    address, _, digits = read.text.partition("#")
    assert f"{address}#" == ADDRESS
    assert codes.read(digits, keys.verify).serial == "370200000001"


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_says_no_whole_name_and_no_whole_number_of_a_person(kind: Kind) -> None:
    told = " ".join(proved(kind, serial="370200000001", data=sample(kind, name=LONG), words=word))

    assert LONG not in told
    assert "370299199003070125" not in told
    assert len(proved(kind, serial="1", data={}, words=word)) == len(SORTS[kind].proves)


def test_a_new_key_signs_and_the_former_one_still_proves(keys: Gateway, genuine: str) -> None:
    fresh = keys.store.rotate("qingdao", "code", name="青岛", at=clock.now())

    digits = codes.written(proof_of("vehicle-licence"), fresh, address=ADDRESS)

    assert codes.read(digits, keys.verify).key_id == fresh.key_id
    assert codes.read(genuine, keys.verify).key_id != fresh.key_id
    assert [one.retired for one in keys.published() if one.purpose == "code"] == [False, True]
