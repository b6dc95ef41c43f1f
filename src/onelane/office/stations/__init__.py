"""The work at each station, and the hand-off between them."""
