"""Where people meet the office, one folder for each audience."""
