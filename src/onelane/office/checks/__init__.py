"""Networked checks (联网核查): what other authorities say, asked once and kept beside what was answered."""
