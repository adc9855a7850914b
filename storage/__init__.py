"""What Kopdar remembers: one file an aggregate, and SQL nowhere else."""

from storage.without_orm import leave_out_orm

# Here, since any of the files in this folder may be the first to import SQLAlchemy.
leave_out_orm()
