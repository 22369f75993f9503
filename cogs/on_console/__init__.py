"""The terminal surface: a conversation without an account."""
