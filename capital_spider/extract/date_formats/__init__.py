"""Dates in every form that pages give them: printed for readers, and written for machines."""
