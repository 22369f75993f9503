"""Whole platforms, faked strictly on loopback, and what is tested over them."""
