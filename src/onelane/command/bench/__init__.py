"""`onelane bench`: measure the hot deeds."""
