"""Closed forms of queueing theory, against which the simulator is checked."""
