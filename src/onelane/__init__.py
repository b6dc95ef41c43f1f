"""OneLane (一道): the software of a vehicle administration office, where a citizen queues once."""
