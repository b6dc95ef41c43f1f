"""The case file and its way through the stations."""
