"""A port is filled once, and nothing starts or goes on with an empty one."""

import ast
from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from organizations import ports
from organizations.ports import CHECK_ID, Port, refuse_empty_ports
from tests.config.conftest import ROOT


@pytest.fixture
def port() -> Iterator[Port[str]]:
    made: Port[str] = Port("tests.port", "what a test needs")
    yield made
    ports._ports.remove(made)


def test_every_port_of_the_product_is_filled() -> None:
    declared = {port.name for port in ports._ports}
    assert declared == {
        *("organizations.services.unit_closed", "organizations.services.names_known"),
        "organizations.account_record.account_changed",
        "organizations.signing_in.second_factor.required_of",
        "notifications.hours.working_time",
        *(
            f"workflows.acts.letter_port.{name}"
            for name in (
                *("reader", "writer", "sealer", "earlier_matter", "corrector", "matcher"),
                *("opener", "code_issuer", "phone_checker", "material_keeper", "accusations"),
            )
        ),
        *("workflows.acts.disclosure_port.checker", "workflows.retention.erasure.eraser"),
    }
    assert [error for error in run_checks() if error.id == CHECK_ID] == []
    refuse_empty_ports()


def test_an_empty_port_stops_the_start_and_whoever_uses_it(port: Port[str]) -> None:
    (error,) = [error for error in run_checks() if error.id == CHECK_ID]
    assert "tests.port" in str(error.msg)
    with pytest.raises(ImproperlyConfigured, match=r"tests\.port: what a test needs"):
        refuse_empty_ports()
    with pytest.raises(ImproperlyConfigured):
        _ = port.filled


def test_a_port_is_filled_once(port: Port[str]) -> None:
    port.fill("first")
    port.fill("first")
    with pytest.raises(ImproperlyConfigured, match="filled already"):
        port.fill("second")
    assert port.filled == "first"


def test_no_signal_of_a_model_does_anything_in_the_product() -> None:
    """What saving a row brings about stands where it is saved."""
    found = [
        f"{path}: {name.name}"
        for app in ("organizations", "notifications", "workflows", "petitions", "oversight")
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and node.module in ("django.db.models.signals", "django.dispatch")
        for name in node.names
        if name.name != "post_migrate"
    ]
    assert found == []
