"""The engines that storage is tested on serve the delivery as well."""

from tests.storage.conftest import durable_url, file_url, postgres

__all__ = ["durable_url", "file_url", "postgres"]
