"""Applying at home: one topic a page, saved by itself, sent when everything is there."""
