"""What another limit or ladder would have done to past cases."""
