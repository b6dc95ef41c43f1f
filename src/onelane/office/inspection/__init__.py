"""The inspection record."""
