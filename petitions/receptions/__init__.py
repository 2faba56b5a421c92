"""接访 and 下访: leaders and discipline cadres receive visitors and go down to visit (条例 18②)."""
