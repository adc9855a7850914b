"""Telegram: updates in, Bot API calls out. The library's names stay in this folder."""
