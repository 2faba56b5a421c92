"""What is shown of a file has bounds; beyond them the file is there to be downloaded."""


class NotShown(Exception):
    """It can't be read as what it is, or is larger than what is unpacked for a look."""
