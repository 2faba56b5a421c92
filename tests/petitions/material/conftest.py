from tests.every_status import every_status, office

__all__ = ["every_status", "office"]
