"""Reports of misconduct through the portal, and the dialogue by receipt code."""
