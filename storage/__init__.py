"""Durable storage behind the ports of the model: SQLite or PostgreSQL."""
