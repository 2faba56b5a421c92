"""Cases under leaders (包案): numbers, lists, sharing out."""
