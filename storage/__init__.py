"""Durable storage behind the ports of the model: SQLite or PostgreSQL."""

from storage.errors import KeysError, SchemaTooNewError, UnusableError
from storage.opening import Storage, open_storage

__all__ = ["KeysError", "SchemaTooNewError", "Storage", "UnusableError", "open_storage"]
