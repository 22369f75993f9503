"""Reading times, planning reminders, delivering them."""
