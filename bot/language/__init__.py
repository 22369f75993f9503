"""Turns sentences into vectors of meaning, on this machine; loaded on first use only."""
