"""The pages of rules, ladders and the working calendar."""
