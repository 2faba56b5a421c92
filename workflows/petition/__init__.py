"""The acts of a petition, a room for each stage of its way (条例 22-36)."""
