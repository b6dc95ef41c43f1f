"""Who does a deed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "guide",  # 引导员: issues tickets at the lane entry
    "clerk",  # 受理: lane window
    "inspector",  # 查验员
    "reviewer",  # 审核
    "cashier",  # 收费
    "plate_maker",  # 制牌
    "certificate_printer",  # 制证
    "hand_over",  # 发放
    "post_room",  # 寄递: packs parcels and hands them to the carrier
    "doctor",  # 体检医生 (R162 art.85): at a listed institution, enters results of physical examinations
    "exam_clerk",  # 考务: driving tests
    "stock_keeper",  # 证牌库管: blanks of papers and plates
    "treasurer",  # 财务对账: reconciliation, and the second person of refunds
    "supervisor",  # 业务监督 (R164 art.67): reports, and the second person of what needs two
    "manager",
    "auditor",
    "administrator",
    "citizen",  # signed in with a real name, or the holder of a ticket's key
    "platform",  # 对接平台: a government site or an app acting for itself, never for a citizen
    "machine",  # a kiosk, ticket machine or number machine
    "system",  # the worker, a gateway's notice
]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody (or a machine) acting in one office; `id` is the account's or device's key, never a person's number."""

    id: str
    role: Role
    office: str
    counter: str = ""

    def may(self, *roles: Role) -> bool:
        """Tell whether the actor holds one of these roles."""
        return self.role in roles
