"""The machines in the hall: tickets and numbers."""
