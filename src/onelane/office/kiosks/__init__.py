"""The self-service machines of the hall (自助机): who they are, who stands before them, what they print."""
