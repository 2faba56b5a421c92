"""整改措施: one record seen as three lists, on the wall chart, and beside its case."""
