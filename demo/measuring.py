"""What the acts on measures say in the demonstration; the words are those of the matter."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from demo.founding import Cast
from demo.story import Life, Scene
from workflows.counting.work_calendar import legal_date
from workflows.models import MeasureState

DAYS: Final = 30


def _set(cast: Cast, life: Life, scene: Scene) -> dict[str, object]:
    """The next of the matter's measures; the variant says in how many days it is to be done."""
    texts = life.filled.measures or (life.filled.opinion,)
    led = any(each.act == "appoint_leader" for each in life.scenes)
    return {
        "problem": life.filled.subject.removeprefix("联名").removeprefix("反映"),
        "source": "petition",
        "text": texts[life.known_case.measures.count() % len(texts)],
        "unit": life.holder.pk,
        "leader": (life.leader if led else cast.holder(life.holder, "unit_head")).pk,
        "doer": cast.holder(life.holder, "unit_officer").pk,
        "limit_on": _limit(scene),
    }


def _return(cast: Cast, life: Life, scene: Scene) -> dict[str, object]:
    back = _about(MeasureState.REPORTED, reason="佐证材料不全，未见到账凭证，请补课后再报。")
    return back(cast, life, scene) | {"limit_on": _limit(scene)}


def _about(state: str, **said: str) -> Callable[[Cast, Life, Scene], dict[str, object]]:
    """About the first measure of the case that stands so."""

    def write(_cast: Cast, life: Life, _scene: Scene) -> dict[str, object]:
        return {"measure": life.known_case.measures.filter(state=state)[0].place, **said}

    return write


def _limit(scene: Scene) -> date:
    return legal_date(scene.at) + timedelta(days=int(scene.variant or DAYS))


GOING_ON, REPORTED = MeasureState.GOING_ON, MeasureState.REPORTED
MEASURING: Mapping[str, Callable[[Cast, Life, Scene], dict[str, object]]] = MappingProxyType(
    {
        "add_measure": _set,
        "report_measure": _about(GOING_ON, done="措施已落实到位，佐证材料整理归档。"),
        "strike_off": _about(REPORTED, verified="现场查看并查阅资料，已落实，同意销号。"),
        "return_measure": _return,
        "make_long_term": _about(GOING_ON, reason="涉及制度机制，需长期坚持、逐步解决。"),
    }
)
