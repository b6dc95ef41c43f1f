"""Accounts, posts and machines of the own office."""
