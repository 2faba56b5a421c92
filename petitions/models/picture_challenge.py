"""The tables of the dialogue with whoever reports through the portal."""

import uuid

from django.db import models


class PictureChallenge(models.Model):
    """Figures that somebody reads in a picture or hears, before he may send: good for one try.

    In the database, so that every web process knows it. It holds nothing of who asked.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    figures = models.CharField(max_length=10)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.key)
