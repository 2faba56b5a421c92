"""What becomes of the content of ended cases: lists, letters and identities that go."""
