"""Meetings and reminders: reading times, planning reminders, delivering them."""
