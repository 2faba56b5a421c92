"""The pages where limits, the working calendar and ladders are read, and changed by two people."""
