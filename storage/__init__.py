"""What Kopdar remembers: one file an aggregate, and SQL nowhere else."""
