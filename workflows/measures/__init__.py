"""What is to be put right in a case (整改措施): the rows and their steps."""
