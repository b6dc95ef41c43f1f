"""The twin for the manager: what if, staffing, model and reality, how good estimates are, deviations, replay."""
