"""What goes from one unit to another, in the books of both."""
