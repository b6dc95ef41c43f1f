"""Offices and their counters."""
