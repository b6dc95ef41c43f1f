"""The journal as an event log: simulated days as traces, OCEL 2.0 and XES, and what did not follow the plan."""
