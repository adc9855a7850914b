"""One concern a file, in the order a request passes them: identify, guard, record."""
