"""The acceptance window (受理窗口): the owner's facts and papers come in."""
