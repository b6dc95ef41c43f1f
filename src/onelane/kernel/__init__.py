"""Words that every part of the office uses: actor, refusal, clock, money, numbers."""
