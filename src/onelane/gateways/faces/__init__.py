"""Finding and measuring the face on an ID photo, in a process of its own."""
