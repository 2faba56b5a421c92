from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = _("Petitions")

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed

        from petitions.entrance.alarms import wrong_factor  # models are not ready before
        from petitions.intake.duplicates import (  # models are not ready before
            brought_before,
            likeness,
        )
        from petitions.letters import letter_selectors  # models are not ready before
        from petitions.letters.attachments import add  # models are not ready before
        from petitions.letters.corrections import CORRECTIONS  # models are not ready before
        from petitions.letters.query_codes import is_own_phone, issue  # models are not ready before
        from petitions.letters.registration import put_demand  # models are not ready before
        from petitions.letters.reporter_sealing import seal_behind  # models are not ready before
        from petitions.retention.content_erasure import ERASER  # models are not ready before
        from petitions.vault.disclosure_check import check  # models are not ready before
        from workflows.acts import disclosure_port, letter_port  # models are not ready before
        from workflows.retention import erasure  # models are not ready before

        authentication_failed.connect(wrong_factor)
        letter_port.matcher.fill(likeness)
        letter_port.corrector.fill(CORRECTIONS)
        letter_port.reader.fill(letter_selectors.letter_facts)
        letter_port.opener.fill(letter_selectors.letter_content)
        letter_port.accusations.fill(letter_selectors.accusations)
        letter_port.writer.fill(put_demand)
        letter_port.earlier_matter.fill(brought_before)
        letter_port.sealer.fill(seal_behind)
        letter_port.code_issuer.fill(issue)
        letter_port.phone_checker.fill(is_own_phone)
        letter_port.material_keeper.fill(add)
        erasure.eraser.fill(ERASER)
        disclosure_port.checker.fill(check)
