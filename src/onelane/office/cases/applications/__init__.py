"""Applications (网上申请): what an online case is beside its hot row, and what the reviewer found in it."""
