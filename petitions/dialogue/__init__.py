"""Anonymous reports and the dialogue with whoever sent them, by a receipt code (ADR 0021, 0022)."""
