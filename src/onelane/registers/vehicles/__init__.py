"""Vehicles, owners and numbers over time."""
