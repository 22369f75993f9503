"""The words in every language: the catalogue, and what is held of it."""
