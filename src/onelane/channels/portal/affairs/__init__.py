"""My affairs: what the office has of a citizen, and who looked at it."""
