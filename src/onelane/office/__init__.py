"""What the office does; each folder is a room."""
