"""Surfaces: each translates a platform, calls the conversation and renders its reply."""
