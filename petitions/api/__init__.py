"""The interface for programmes, `/api/v1/`: the same door and the same access as the pages."""
