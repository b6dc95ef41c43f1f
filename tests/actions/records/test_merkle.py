from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.records import merkle

# The test vectors of the reference implementation of RFC 6962 (certificate-transparency, merkle_tree_test).
LEAVES = [bytes.fromhex(leaf) for leaf in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_no_leaves_have_the_hash_of_nothing() -> None:
    assert merkle.root([]) == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_reference(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_every_leaf_can_be_proven(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))

    proof = merkle.inclusion_proof(leaves, index)

    assert merkle.includes(leaves[index], index, len(leaves), proof, merkle.root(leaves))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.binary(max_size=8), st.data())
def test_no_other_leaf_can_be_proven(leaves: list[bytes], other: bytes, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))

    proof = merkle.inclusion_proof(leaves, index)

    shown = merkle.includes(other, index, len(leaves), proof, merkle.root(leaves))
    assert shown == (other == leaves[index])


def test_a_proof_for_another_place_or_of_another_length_shows_nothing() -> None:
    root, proof = merkle.root(LEAVES), merkle.inclusion_proof(LEAVES, 3)

    assert merkle.includes(LEAVES[3], 3, 8, proof, root)
    assert not merkle.includes(LEAVES[3], 2, 8, proof, root)
    assert not merkle.includes(LEAVES[3], 3, 8, proof[:-1], root)
    assert not merkle.includes(LEAVES[3], 3, 8, [*proof, proof[0]], root)
    assert not merkle.includes(LEAVES[3], 8, 8, proof, root)
