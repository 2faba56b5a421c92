"""Who read what, and the chain that shows if a record was changed or taken away (ADR 0020)."""
