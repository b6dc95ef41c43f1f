"""Carriers of messages: a sandbox for practice."""
