"""The world outside."""
