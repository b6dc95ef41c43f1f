"""The number pool of the office (号池): its account, segments, notices, and the daily test of lists."""
