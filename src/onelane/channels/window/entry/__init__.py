"""The lane entry (车道入口): cars arrive, each gets the one ticket."""
