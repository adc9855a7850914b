"""Kills, storms and stalls on the real program; then three histories are compared."""
