"""Durable storage behind the ports of the model: SQLite or PostgreSQL."""

from storage.errors import SchemaTooNewError
from storage.opening import Storage, open_storage

__all__ = ["SchemaTooNewError", "Storage", "open_storage"]
