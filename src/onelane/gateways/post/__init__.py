"""Carriers: a sandbox for practice."""
