"""The tests, as one package, so that two folders may use the same file name."""
