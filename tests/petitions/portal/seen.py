"""What the petitioner sees of his matter, read off the portal's page and the interface."""

import re
from dataclasses import dataclass
from html import unescape

from django.test import Client

from tests.petitions.api.calling import Programme

OWN = "/portal/case/"


@dataclass(frozen=True)
class Seen:
    """Stage, steps in order, papers, running limits with their days, acts that are open.

    `fallen` are the papers that hold no longer, with what is said of them; `told` the details.
    """

    stage: str
    steps: tuple[str, ...]
    papers: tuple[str, ...]
    limits: frozenset[tuple[str, str]]
    acts: frozenset[str]
    fallen: frozenset[tuple[str, str]] = frozenset()
    told: tuple[tuple[str, str], ...] = ()


def on_portal(number: str, code: str) -> Seen:
    client = Client(headers={"accept-language": "zh-hans"})
    assert client.post("/portal/track/", {"number": number, "code": code}).status_code == 302
    html = unescape(client.get(OWN).content.decode())
    steps = re.findall(r"<li><b>(.*?)</b><br><time", html)
    told = [re.findall(r"<dt>(.*?)</dt><dd.*?>(.*?)</dd>", step) for step in html.split("<li><b>")]
    fallen = re.findall(
        r'is-fallen".*?quiet">([^<]*)</span>.*?</span> ([^<]*)</p>', html, re.DOTALL
    )
    limits = re.findall(r"<b>([^<]*)</b> · [^<]*<b>(\d{4}-\d\d-\d\d)</b>", html)
    return Seen(
        stage=re.findall(r'class="case-state"><b>(.*?)</b>', html)[0],
        steps=tuple(steps[::-1]),
        papers=tuple(sorted(re.findall(r'</b><span class="small quiet">(.*?)</span>', html))),
        limits=frozenset(limits),
        acts=frozenset(re.findall(r'href="\?act=(\w+)"', html)),
        fallen=frozenset(fallen),
        told=tuple(each for step in told[::-1] for each in step),
    )


def through_interface(number: str, code: str) -> Seen:
    caller = Programme(code, language="zh-hans")
    events = caller.get(f"cases/{number}/events/").json()
    clocks = caller.get(f"cases/{number}/clocks/").json()
    running = [c for c in clocks if c["stored"]["state"] == "running" and c["stored"]["due_on"]]
    return Seen(
        stage=caller.get(f"cases/{number}/").json()["status_label"],
        steps=tuple(event["label"] for event in events),
        papers=tuple(sorted(d["number"] for e in events for d in e["documents"])),
        limits=frozenset((c["name"], c["stored"]["due_on"]) for c in running),
        acts=frozenset(a["name"] for a in caller.get(f"cases/{number}/acts/").json()),
        fallen=frozenset(
            (d["number"], d["holds_no_longer"]["label"])
            for e in events
            for d in e["documents"]
            if d["holds_no_longer"]
        ),
        told=tuple((d["label"], d["value"]) for e in events for d in e["details"]),
    )
