"""The shipped reference data: checked, imported and read back."""

from storage.reference.fault import Fault, MalformedReference
from storage.reference.imported import (
    FileReport,
    ImportReport,
    import_reference,
    is_empty,
    reference_version,
)
from storage.reference.record import read_codes, read_record

__all__ = [
    "Fault",
    "FileReport",
    "ImportReport",
    "MalformedReference",
    "import_reference",
    "is_empty",
    "read_codes",
    "read_record",
    "reference_version",
]
