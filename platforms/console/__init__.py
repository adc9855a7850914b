"""The terminal: a conversation for people at a keyboard, and one answer at a time for scripts."""
