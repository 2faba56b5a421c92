"""Asking for many rows by their ids at once."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Lookup

if TYPE_CHECKING:
    Base = Lookup[Any]
else:
    Base = Lookup


class Among(Base):
    """`filter(Among("case", ids))`: one array instead of one parameter for each id.

    For hundreds of ids, where building the query would cost more than answering it.
    """

    prepare_rhs = False
    output_field = BooleanField()

    def __init__(self, field: str | F, ids: Collection[int] | str) -> None:
        column = F(field) if isinstance(field, str) else field
        super().__init__(column, ids if isinstance(ids, str) else as_array(ids))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*params, self.rhs)


def as_array(ids: Iterable[int]) -> str:
    """Ids as the database reads an array of them."""
    return f"{{{','.join(map(str, ids))}}}"
