"""One room for each kind of report; `oversight.reports.registry` is the list of them."""
