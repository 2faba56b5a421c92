"""Who is signed in, for the rooms of this floor."""

from organizations.signing_in.signed_in import signed_in

__all__ = ["signed_in"]
