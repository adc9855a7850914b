"""Runs: the only place that knows everyone."""

from bot.without_rich import leave_out_rich

# Here, since any of the files in this folder may be the first to import structlog.
leave_out_rich()
