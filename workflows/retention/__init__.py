"""How long content is kept, and how it is destroyed."""
