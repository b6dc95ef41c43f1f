"""The inspection bay on a tablet (查验车位)."""
