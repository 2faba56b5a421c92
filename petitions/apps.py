from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from petitions.reading import letter_facts  # models are not ready before
        from petitions.vault.wording import check  # models are not ready before
        from workflows import letters, wording  # models are not ready before

        letters.register_reader(letter_facts)
        wording.register_check(check)
