"""How thoroughly properties are tried."""

from hypothesis import Phase, settings

# For mutation testing, where one failure is enough: finding the smallest example takes long.
settings.register_profile(
    "brief",
    settings.get_profile("patient"),
    max_examples=20,
    phases=[Phase.generate],
    derandomize=True,
    database=None,
)
