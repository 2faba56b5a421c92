"""Who read what of the tip-offs, and the watch over the audit chain."""
