"""What inspection teams are given of the clues on those they inspect (条例 41②; 规则 32)."""
