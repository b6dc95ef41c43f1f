"""The one queue."""
