"""How personal data is masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onelane.kernel.numbers import masks


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("id_no", "370299199003071234", "370***********1234"),
        ("name", "张三", "张*"),
        ("name", "张小明", "张*明"),
        ("name", "欧阳锋", "欧阳*"),
        ("name", "欧阳小锋", "欧阳*锋"),
        ("name", "欧阳", "欧*"),
        ("name", "𠮷田", "𠮷*"),
        ("name", "张", "*"),
        ("name", "", ""),
        ("name", "买买提·艾力", "买****力"),
        ("mobile", "13800001234", "138****1234"),
        ("plate", "鲁B12312", "鲁B·***12"),
        ("plate", "鲁B·D12312", "鲁B·****12"),
        ("vin", "LSVCY6C49MN027789", "LSV***********789"),
        ("address", "山东省青岛市市南区示例路1号", "山东省青岛市市南区***"),
        ("address", "山东省青岛市胶州市示例路1号", "山东省青岛市胶州市***"),
        ("address", "北京市朝阳区示例路1号", "北京市朝阳区***"),
        ("address", "山东省青岛市", "山东省青岛市***"),
        ("address", "示例路1号", "***"),
        ("address", "市南区示例路1号", "市南区***"),
        ("address", "青岛市示例路1号花园小区", "青岛市***"),
        ("email", "anna@example.cn", "a***@example.cn"),
        ("email", "anna", "***"),
        ("", "白", "白"),
    ],
)
def test_personal_data_is_shown_in_part(kind: str, text: str, shown: str) -> None:
    assert masks.masked(kind, text) == shown


@given(st.sampled_from(["id_no", "name", "mobile", "vin"]), st.text(min_size=1, max_size=30))
def test_a_mask_hides_something_and_keeps_the_length(kind: str, text: str) -> None:
    shown = masks.masked(kind, text)
    assert len(shown) == len(text)
    assert "*" in shown
