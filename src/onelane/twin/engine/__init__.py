"""One simulated office day: discrete events on one heap, chance from a generator that is passed in."""
