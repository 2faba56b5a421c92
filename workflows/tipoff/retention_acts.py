"""Holds, review and destruction of what ended tip-offs keep; intake reviews, the head destroys."""

from typing import TYPE_CHECKING, Final

from organizations.models import Role
from workflows.acts.act import Performance, Relation, act, at, at_holder
from workflows.models.case import Case
from workflows.petition.retention_acts import DESTRUCTION, LIFT, PLACE, REVIEW, after_review
from workflows.states import ENDED_TIP_OFF

if TYPE_CHECKING:
    Base = Case
else:
    Base = object

ARTICLE: Final = "纪检监察机关处理检举控告工作规则 第五十二条（不得擅自销毁）"
OFFICER: Final = at_holder(Role.CLUE_OFFICER)
HEAD: Final = at_holder(Role.CLUE_HEAD)
WATCHING: Final = at(Relation.REGION, Role.MONITOR)


class RetainingActs(Base):
    """None of these moves the status."""

    @act(source=ENDED_TIP_OFF, article=ARTICLE, by=(*OFFICER, *HEAD, *WATCHING), **PLACE)
    def place_hold(self, _step: Performance) -> None:
        """诉讼、巡视等需要时暂停销毁."""

    @act(source=ENDED_TIP_OFF, article=ARTICLE, by=(*HEAD, *WATCHING), **LIFT)
    def lift_hold(self, _step: Performance) -> None:
        """The others in force stay."""

    @act(source=ENDED_TIP_OFF, article=ARTICLE, by=OFFICER, **REVIEW)
    def review_retention(self, step: Performance) -> None:
        after_review(self, step)

    @act(source=ENDED_TIP_OFF, article=ARTICLE, by=HEAD, **DESTRUCTION)
    def destroy(self, step: Performance) -> None:
        self.destroyed_on = step.on
