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
    "manager",
    "auditor",
    "administrator",
    "citizen",  # the holder of a ticket's or case's key
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
