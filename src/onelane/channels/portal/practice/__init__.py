"""What a practice office plays for its visitors: the citizen's phone."""
