"""Answers etiquette questions from the written answers, or says that it does not know."""
