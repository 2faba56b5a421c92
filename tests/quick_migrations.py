"""In tests an index, a constraint or a trigger makes no model of a migration anew.

Django makes the class of a model again after each operation, and with it those of all models around
it: nine tenths of the work of making the tables. These operations change nothing of a class but a
list among its options, which is put in its place here. What runs in the database is the same; the
tests of the launcher make tables by programmes of their own, without this.
"""

from typing import Any, Final

from django.db.migrations import operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger import migrations as triggers

LISTED: Final[dict[type[Operation], str]] = {
    operations.AddIndex: "indexes",
    operations.RemoveIndex: "indexes",
    operations.AddConstraint: "constraints",
    operations.RemoveConstraint: "constraints",
    triggers.AddTrigger: "triggers",
    triggers.RemoveTrigger: "triggers",
}
"""In which option an operation adds or removes."""


def _change_in_place(operation: Any, option: str) -> None:
    change = operation.state_forwards

    def state_forwards(self: Any, app_label: str, state: ProjectState) -> None:
        classes = state.__dict__.pop("apps", None)
        change(self, app_label, state)
        if classes is not None:
            state.__dict__["apps"] = classes
            options = classes.get_model(app_label, self.model_name)._meta
            options.__dict__.pop("total_unique_constraints", None)
            changed = state.models[app_label, self.model_name.lower()].options[option]
            setattr(options, option, changed)

    operation.state_forwards = state_forwards


def list_options_in_place() -> None:
    """From here on in this process."""
    for operation, option in LISTED.items():
        _change_in_place(operation, option)
