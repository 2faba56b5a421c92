"""What an act is: its declaration, its actors, its form fields, its refusals."""
