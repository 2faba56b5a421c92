"""What whoever brought a petition sees of it, on the portal and through the interface."""
