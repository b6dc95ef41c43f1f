"""Deeds about money: make a bill, try to pay it, settle it, give money back, account for the day."""

from onelane.office.payments.actions.attempts import poll, start_attempt
from onelane.office.payments.actions.bills import make_bill, void_bill
from onelane.office.payments.actions.closing import canonical, sign_day
from onelane.office.payments.actions.desk import pay_at_desk
from onelane.office.payments.actions.drawer import count_drawer
from onelane.office.payments.actions.receipts import issue_receipt
from onelane.office.payments.actions.reconcile import reconcile, settle_difference
from onelane.office.payments.actions.refunds import (
    carry_refund,
    decide_refund,
    hand_back,
    propose_refund,
    refund_bill,
)
from onelane.office.payments.actions.settling import settle, take_notice
from onelane.office.payments.actions.waivers import waive

__all__ = [
    "canonical",
    "carry_refund",
    "count_drawer",
    "decide_refund",
    "hand_back",
    "issue_receipt",
    "make_bill",
    "pay_at_desk",
    "poll",
    "propose_refund",
    "reconcile",
    "refund_bill",
    "settle",
    "settle_difference",
    "sign_day",
    "start_attempt",
    "take_notice",
    "void_bill",
    "waive",
]
