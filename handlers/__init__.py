"""Answers: one file a command, named like the command."""
