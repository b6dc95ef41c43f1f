"""Driving licences, medical checks, deferrals, and the files of learners."""
