"""People, records, requests, replies and ports, on the standard library alone."""
