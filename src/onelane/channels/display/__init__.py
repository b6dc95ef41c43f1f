"""The hall board."""
