"""Good Ask: coaching for people who ask professionals for advice."""
