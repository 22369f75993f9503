"""What whoever keeps the bot running relies on."""
