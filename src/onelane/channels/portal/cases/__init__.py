"""A citizen's case: where it stands, who waits for whom, and what he can do."""
