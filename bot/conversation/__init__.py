"""The shared conversation: what every platform talks to."""
