"""What a phone does for a machine in the hall: confirm who stands before it."""
