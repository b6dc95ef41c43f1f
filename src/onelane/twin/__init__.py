"""The simulated office and the wait estimates."""
