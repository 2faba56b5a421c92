"""The ledger reading room: ledgers as offices keep them, read and written. Knows no database."""
