"""Reads a message and says what to keep and what to mend. Pure but for its rule files."""
