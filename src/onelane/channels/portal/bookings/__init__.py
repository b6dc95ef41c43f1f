"""The citizen's places with a date: what he may book, what he asked for, what he has, and the published results."""
