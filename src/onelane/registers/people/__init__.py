"""People, units, and accounts."""
