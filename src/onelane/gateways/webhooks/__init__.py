"""Carriers of events to platforms."""
