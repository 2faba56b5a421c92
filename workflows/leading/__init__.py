"""Who answers for a case (包案): cases shared out to leaders, with a proof of each choice."""
