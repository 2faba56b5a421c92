"""The discipline organ's pages of tip-offs."""
