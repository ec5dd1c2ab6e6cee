"""Words that templates need and rows do not have."""
