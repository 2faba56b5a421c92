"""Cases as pages show them: list, desk, detail, acts."""
