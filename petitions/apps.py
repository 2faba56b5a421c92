from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from petitions.demands import put_demand  # models are not ready before
        from petitions.reading import letter_facts  # models are not ready before
        from petitions.reporters import seal_behind  # models are not ready before
        from petitions.retention.erasing import ERASER  # models are not ready before
        from petitions.vault.wording import check  # models are not ready before
        from workflows import letters, wording  # models are not ready before
        from workflows.petition.erasing import register_eraser  # models are not ready before

        letters.register_reader(letter_facts)
        letters.register_writer(put_demand)
        letters.register_sealer(seal_behind)
        register_eraser(ERASER)
        wording.register_check(check)
