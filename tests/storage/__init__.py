"""Storage, on every engine it runs on."""
