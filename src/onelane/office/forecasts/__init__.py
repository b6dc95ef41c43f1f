"""What an office has learnt about its waits, and how good its estimates were."""
