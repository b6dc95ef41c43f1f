"""The cashier (缴费处): bills are found, paid by code, cash or card, and withdrawn."""
