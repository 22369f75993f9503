"""What every test here is held to."""

from tests.wire.discretion import discretion

__all__ = ["discretion"]
