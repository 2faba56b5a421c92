"""One room for each kind of report; `oversight.indicators` is the list of them."""
