"""Reading printed forms from pictures."""
