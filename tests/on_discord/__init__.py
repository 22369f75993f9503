"""The Discord surface by itself: what it shows, and what it understands."""
