"""Who may change which right: the rules, the second person, the record on the chain (ADR 0048)."""
