"""Where it is said. Platforms are strangers to one another; all of them keep `contract`."""
