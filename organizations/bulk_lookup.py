"""Asking for many rows by their ids at once."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Func, Lookup, Value

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
        super().__init__(F(field) if isinstance(field, str) else field, _as_array(ids))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*params, self.rhs)


def _as_array(ids: Collection[int] | str) -> str:
    return ids if isinstance(ids, str) else f"{{{','.join(map(str, ids))}}}"


class Beyond(Func):
    """Rows behind a place in an order: `filter(Beyond(("since", "pk"), (since, 7), ">"))`.

    Written as one comparison of rows, which an index on the columns answers as a range.
    """

    output_field = BooleanField()

    def __init__(self, columns: tuple[str, str], place: tuple[Any, int], sign: str) -> None:
        super().__init__(*map(F, columns), *map(Value, place))
        self.sign = sign

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        compiled = [compiler.compile(each) for each in self.get_source_expressions()]
        first, second, value, row = (sql for sql, _params in compiled)
        params = [param for _sql, given in compiled for param in given]
        return f"(({first}, {second}) {self.sign} ({value}, {row}))", params
