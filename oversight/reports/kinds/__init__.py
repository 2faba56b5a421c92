"""One module for each kind of report; the registry lists them."""
