"""Slack: Socket Mode in, Web API and response URLs out, Block Kit between."""
