"""What runs beside the answering."""
