"""Our own index in answers: what was measured, kept apart from what was published."""
