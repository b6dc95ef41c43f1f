"""Systems of other authorities: a sandbox for practice."""
