"""The pages of the office and the public portal: thin views over selectors and the door."""
