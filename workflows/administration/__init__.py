"""The pages under /admin/: who is who, kept by administrators of its region, on record."""
