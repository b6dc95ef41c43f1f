"""Receipts: what a draw gives can be checked by anybody, and nothing in it can be altered."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from onelane.command.__main__ import main
from onelane.kernel.actor import Actor
from onelane.kernel.refusal import Refused
from onelane.office.plates import actions as plates
from onelane.office.plates import comparing, drawing, queries, receipts
from onelane.records import keys

MACHINE = Actor("machine-1", "machine", "qingdao")
Maker = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("pool")


@pytest.fixture
def pool(clock: Any, segment: Maker) -> None:
    """Two hundred blue numbers in two runs."""
    segment("02", "NLNNN", "1A000", "1A099")
    segment("02", "LNNNN", "A0000", "A0099", prefix="鲁U")


@pytest.fixture
def used_pool(pool: None, new_case: Maker) -> None:
    """Of the two hundred, ten are issued in the published account and sixty-one are gone since."""
    for _ in range(10):
        issued(new_case())
    plates.publish(office="qingdao", pool="02", actor=MACHINE)
    issued(new_case())
    plates.draw(case=new_case(), actor=MACHINE)


@pytest.fixture
def receipt(used_pool: None, new_case: Maker) -> dict[str, Any]:
    """A receipt with numbers passed over for both reasons."""
    return drawn(new_case())


def issued(case: Any) -> None:
    plates.take(case_id=case.pk, plate=plates.draw(case=case, actor=MACHINE).plates[0], actor=MACHINE)
    plates.issue(case_id=case.pk, actor=MACHINE)


def drawn(case: Any, **told: Any) -> dict[str, Any]:
    plates.draw(case=case, actor=MACHINE, **told)
    found = queries.receipt_of(case.pk, 1)
    assert found is not None
    return json.loads(json.dumps(found))


def trusts(*signed: Any) -> bool:
    return keys.is_signed(keys.trusted(), *signed)


def fault(told: object) -> str:
    with pytest.raises(receipts.Faulty) as found:
        receipts.verify(told, trusts)
    return found.value.code


def test_a_receipt_verifies_and_says_what_was_passed_over_and_why(receipt: dict[str, Any]) -> None:
    told = receipts.verify(receipt, trusts)

    assert (told.office, told.pool, told.turn, told.series, len(told.plates)) == ("qingdao", "02", 1, 200, 50)
    assert told.passed_over == told.proved + told.stated
    assert told.proved > 0
    assert told.stated > 0
    assert told.nonce_by_office


def test_a_list_is_what_the_citizen_saw(new_case: Maker) -> None:
    case = new_case()
    offer = plates.draw(case=case, actor=MACHINE)

    assert receipts.verify(queries.receipt_of(case.pk, 1), trusts).plates == offer.plates
    assert queries.receipt_at(queries.link_of(case.pk)) == queries.receipt_of(case.pk, 1)


def test_the_applicants_commitment_goes_into_the_draw(new_case: Maker) -> None:
    commitment = drawing.commitment_to(b"kept on the phone")
    receipt = drawn(new_case(), commitment=commitment)

    assert receipt["draw"]["commitment"] == commitment
    assert receipt["draw"]["nonce"] == ""
    assert not receipts.verify(receipt, trusts).nonce_by_office


@pytest.mark.parametrize("commitment", ["short", "G" * 64, "A" * 64, "a" * 65])
def test_a_commitment_that_is_none_is_refused(new_case: Maker, commitment: str) -> None:
    with pytest.raises(Refused, match=r"plates\.bad_commitment"):
        plates.draw(case=new_case(), actor=MACHINE, commitment=commitment)


def test_two_cases_with_one_nonce_have_different_lists(new_case: Maker) -> None:
    first, other = drawn(new_case(), source=bytes), drawn(new_case(), source=bytes)

    assert first["draw"]["commitment"] == other["draw"]["commitment"]
    assert first["draw"]["proof"] != other["draw"]["proof"]


@pytest.mark.slow
@given(data=st.data())
@settings(
    max_examples=10_000, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_no_altered_receipt_verifies(receipt: dict[str, Any], data: Any) -> None:
    altered = alter(receipt, data)

    assert fault(altered)


def test_a_receipt_of_another_office_is_not_believed(receipt: dict[str, Any]) -> None:
    with pytest.raises(receipts.Faulty, match="signature"):
        receipts.verify(receipt, lambda *_: False)


@pytest.mark.parametrize("told", [None, 7, "text", [], {}, {"draw": 1}])
def test_what_is_no_receipt_is_called_so(told: object) -> None:
    assert fault(told) == "form"


# An insider who holds the signing key can sign anything: the proof and the account still hold him to the truth.
def resigned(receipt: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> str:
    forged = copy.deepcopy(receipt)
    change(forged)
    forged["draw"]["publication"] = receipts.digest(forged["publication"])
    with pytest.raises(receipts.Faulty) as found:
        receipts.verify(forged, lambda *_: True)
    return found.value.code


def test_a_clerk_who_signs_cannot_swap_a_number(receipt: dict[str, Any]) -> None:
    assert resigned(receipt, lambda told: told["draw"]["plates"].__setitem__(0, "鲁B1A099")) == "list"
    assert resigned(receipt, lambda told: told["draw"]["plates"].reverse()) == "list"
    assert resigned(receipt, lambda told: told["draw"]["plates"].pop()) == "list"


def test_a_clerk_who_signs_cannot_pass_over_a_free_number_unseen(receipt: dict[str, Any]) -> None:
    def pass_over_first(told: dict[str, Any]) -> None:
        numbers = [place for place, _, _ in told["draw"]["gone"]]
        assert numbers
        told["draw"]["gone"].pop(0)

    assert resigned(receipt, pass_over_first) == "list"


def test_a_clerk_who_signs_cannot_say_gone_without_naming_who_has_it(receipt: dict[str, Any]) -> None:
    def unnamed(told: dict[str, Any]) -> None:
        next(row for row in told["draw"]["gone"] if row[2])[2] = ""

    assert resigned(receipt, unnamed) == "gone"


def test_a_clerk_who_signs_cannot_try_for_another_case_or_nonce(receipt: dict[str, Any]) -> None:
    assert resigned(receipt, lambda told: told["draw"].update(case="7")) == "proof"
    assert resigned(receipt, lambda told: told["draw"].update(turn=2)) == "proof"
    assert resigned(receipt, lambda told: told["draw"].update(nonce="", commitment="0" * 64)) == "proof"


def test_a_clerk_who_signs_cannot_change_the_account_afterwards(receipt: dict[str, Any]) -> None:
    assert resigned(receipt, lambda told: told["publication"].update(root="0" * 64)) in {"proof", "account"}
    assert resigned(receipt, lambda told: told["publication"]["runs"].pop()) == "account"


def test_a_list_drawn_before_its_account_opened_is_refused(receipt: dict[str, Any]) -> None:
    late = "2027-01-01T00:00:00.000000+00:00"

    assert resigned(receipt, lambda told: told["publication"].update(opens_at=late)) == "account"


def test_receipts_that_cite_each_other_agree(used_pool: None, new_case: Maker) -> None:
    whole = [drawn(new_case()) for _ in range(2)]

    assert list(comparing.contradictions(whole)) == []


def test_a_receipt_that_cites_a_list_wrongly_is_found(new_case: Maker) -> None:
    theirs, mine = drawn(new_case()), drawn(new_case())
    free = next(place for place in range(200) if queries.series_of(mine["draw"]["publication"]).plate(place)
                not in theirs["draw"]["plates"])  # fmt: skip
    mine["draw"]["gone"].append([free, "h", drawing.claim_of(bytes.fromhex(theirs["draw"]["proof"]))])

    assert list(comparing.contradictions([theirs, mine])) == [("not_on_list", 1, 0)]


def test_the_command_checks_a_file_and_says_so(
    receipt: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, none = (tmp_path / name for name in ("good.json", "bad.json", "none.json"))
    good.write_text(json.dumps(receipt))
    bad.write_text(json.dumps(receipt | {"key_id": "0" * 16}))
    none.write_text("no receipt")

    assert main(["draw", "verify", str(good)]) == 0
    assert "good. Case" in capsys.readouterr().out
    assert main(["draw", "verify", str(good), str(bad), str(none), "--json"]) == 1
    assert [row["fault"] for row in json.loads(capsys.readouterr().out)["receipts"]] == ["", "signature", "form"]
    assert main(["draw", "verify", str(tmp_path / "missing.json")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_the_command_shows_both_keys(capsys: pytest.CaptureFixture[str], receipt: dict[str, Any]) -> None:
    assert main(["draw", "key"]) == 0

    signing, drawing_key = capsys.readouterr().out.splitlines()
    assert signing.split()[0] == receipt["key_id"]
    assert drawing_key == f"draw {receipt['publication']['draw_key']}"


# ------------------------------------------------------------ altering
def alter(receipt: dict[str, Any], data: Any) -> Any:
    """Change one thing anywhere in a receipt."""
    altered = copy.deepcopy(receipt)
    places = list(leaves(altered))
    parent, key = data.draw(st.sampled_from(range(len(places))).map(places.__getitem__))
    parent[key] = other_than(parent[key], data)
    return altered


def leaves(told: Any) -> Any:
    """Yield every place of a value, lists and dictionaries too."""
    pairs = told.items() if isinstance(told, dict) else enumerate(told)
    for key, value in list(pairs):
        yield told, key
        if isinstance(value, (dict, list)):
            yield from leaves(value)


def other_than(value: Any, data: Any) -> Any:
    """Return a value of the same kind that is another one."""
    if isinstance(value, str):
        at = data.draw(st.integers(0, len(value)))
        changed = data.draw(st.sampled_from(["0", "f", "A", " ", "é"]))
        other = value[:at] + changed + value[at + data.draw(st.integers(0, 1)) :]
        assume(other != value)
        return other
    if isinstance(value, int):
        return value + data.draw(st.integers(-5, 5).filter(bool))
    if isinstance(value, list):
        return value[:-1] if value and data.draw(st.booleans()) else [*value, *(value[:1] or ["x"])]
    return {**value, "more": "x"} if data.draw(st.booleans()) or not value else dict(list(value.items())[1:])
