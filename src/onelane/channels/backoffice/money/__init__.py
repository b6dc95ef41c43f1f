"""Money behind the lane: reconciliation, the signed day, refunds by two persons."""
