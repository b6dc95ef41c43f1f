"""The verifiable random function: RFC 9381's own vectors, and no altered proof passes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onelane.office.plates import vrf

# RFC 9381, appendix B.3, examples 16 to 18: secret, public key, alpha, pi, beta.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "8657106690b5526245a92b003bb079ccd1a92130477671f6fc01ad16f26f723f"
            "26f8a57ccaed74ee1b190bed1f479d9727d2d0f9b005a6e456a35d4fb0daab12"
            "68a1b0db10836d9826a528ca76567805"
        ),
        (
            "90cf1df3b703cce59e2a35b925d411164068269d7b2d29f3301c03dd757876ff"
            "66b71dda49d2de59d03450451af026798e8f81cd2e333de5cdf4f3e140fdd8ae"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "f3141cd382dc42909d19ec5110469e4feae18300e94f304590abdced48aed593"
            "3bf0864a62558b3ed7f2fea45c92a465301b3bbf5e3e54ddf2d935be3b67926d"
            "a3ef39226bbc355bdc9850112c8f4b02"
        ),
        (
            "eb4440665d3891d668e7e0fcaf587f1b4bd7fbfe99d0eb2211ccec90496310eb"
            "5e33821bc613efb94db5e5b54c70a848a0bef4553a41befc57663b56373a5031"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "9bc0f79119cc5604bf02d23b4caede71393cedfbb191434dd016d30177ccbf80"
            "96bb474e53895c362d8628ee9f9ea3c0e52c7a5c691b6c18c9979866568add7a"
            "2d41b00b05081ed0f58ee5e31b3a970e"
        ),
        (
            "645427e5d00c62a23fb703732fa5d892940935942101e456ecca7bb217c61c45"
            "2118fec1219202a0edcf038bb6373241578be7217ba85a2687f7a0310b2df19f"
        ),
    ),
]
secrets = st.binary(min_size=32, max_size=32)
inputs = st.binary(min_size=1, max_size=100)


@pytest.mark.parametrize(("secret", "key", "alpha", "pi", "beta"), [tuple(map(bytes.fromhex, row)) for row in VECTORS])
def test_the_vectors_of_the_rfc_are_reproduced(secret: bytes, key: bytes, alpha: bytes, pi: bytes, beta: bytes) -> None:
    assert vrf.public_key(secret) == key
    assert vrf.prove(secret, alpha) == pi
    assert vrf.proof_to_hash(pi) == beta
    assert vrf.verify(key, alpha, pi) == beta


@given(secrets, inputs)
@settings(max_examples=50, deadline=None)
def test_a_proof_verifies_and_gives_the_output(secret: bytes, alpha: bytes) -> None:
    proof = vrf.prove(secret, alpha)

    assert vrf.verify(vrf.public_key(secret), alpha, proof) == vrf.proof_to_hash(proof)


@given(secrets, inputs, st.sampled_from(["proof", "key", "input"]), st.integers(0, 799))
@settings(max_examples=300, deadline=None)
def test_one_changed_bit_anywhere_is_refused(secret: bytes, alpha: bytes, where: str, bit: int) -> None:
    told = {"key": vrf.public_key(secret), "input": alpha, "proof": vrf.prove(secret, alpha)}
    told[where] = flipped(told[where], bit)

    assert vrf.verify(told["key"], told["input"], told["proof"]) is None


def test_each_single_bit_of_one_proof_counts() -> None:
    _, key, alpha, pi, _ = (bytes.fromhex(part) for part in VECTORS[2])

    assert [bit for bit in range(len(pi) * 8) if vrf.verify(key, alpha, flipped(pi, bit)) is not None] == []


def test_an_answer_as_large_as_the_order_is_refused_even_when_it_is_right_modulo_the_order() -> None:
    _, key, alpha, pi, _ = (bytes.fromhex(part) for part in VECTORS[0])
    order = 2**252 + 27742317777372353535851937790883648493
    other = (int.from_bytes(pi[48:], "little") + order).to_bytes(32, "little")

    assert vrf.verify(key, alpha, pi[:48] + other) is None


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        b"\x01" + bytes(31),  # the identity
        bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),  # order 2
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),  # order 8
        b"\xff" * 32,
        b"short",
    ],
)
def test_a_key_of_small_order_or_none_is_refused(key: bytes) -> None:
    proof = bytes.fromhex(VECTORS[0][3])

    assert vrf.verify(key, b"", proof) is None


@given(st.binary(max_size=200).filter(lambda told: len(told) != vrf.PROOF))
def test_a_proof_of_another_length_is_refused(proof: bytes) -> None:
    assert vrf.verify(bytes.fromhex(VECTORS[0][1]), b"", proof) is None


def flipped(told: bytes, bit: int) -> bytes:
    bit %= len(told) * 8
    changed = bytearray(told)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
