"""Estimates of waiting: pure functions from what is known now to minutes, told as a range."""
