"""Citizens of the demonstration who can sign in; their identity numbers are of a region that never was (370299)."""

from __future__ import annotations

from onelane.kernel.actor import Actor

# Login name, name, identity number, mobile number.
CITIZENS = (
    ("citizen", "示例甲", "370299198503120016", "13900000001"),
    ("agent", "示例乙", "370299199006150024", "13900000002"),
)


def load_citizens(office: str, password: str) -> list[tuple[str, str, str]]:
    """Open their accounts where there are none yet, and return role, login name and mobile number of each."""
    from onelane.registers.people import citizens, queries

    system = Actor("system", "system", office)
    for username, name, id_no, mobile in CITIZENS:
        if not queries.account_called(username):
            citizens.open_account(
                name=name, id_no=id_no, mobile=mobile, password=password, username=username, actor=system
            )
    return [("citizen", username, mobile) for username, _, _, mobile in CITIZENS]
