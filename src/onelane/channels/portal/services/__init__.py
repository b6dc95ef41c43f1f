"""What the office offers, in plain words: search, service pages, "may I?", and the list as linked data."""
