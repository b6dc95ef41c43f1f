"""The tags of pages."""
