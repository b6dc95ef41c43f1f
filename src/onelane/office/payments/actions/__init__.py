"""Deeds about money: make a bill, try to pay it, settle it, give money back."""

from onelane.office.payments.actions.attempts import poll, start_attempt
from onelane.office.payments.actions.bills import make_bill, void_bill
from onelane.office.payments.actions.desk import pay_at_desk
from onelane.office.payments.actions.refunds import carry_refund, hand_back, refund_bill
from onelane.office.payments.actions.settling import settle, take_notice

__all__ = [
    "carry_refund",
    "hand_back",
    "make_bill",
    "pay_at_desk",
    "poll",
    "refund_bill",
    "settle",
    "start_attempt",
    "take_notice",
    "void_bill",
]
