"""The hand-over desk (发放处): plates and papers go to the owner, and the visit ends."""
