"""Calling owners to a counter: the same buttons at the window and at the hand-over desk."""
