"""Ways in which people write whom a report is about."""

from collections.abc import Callable, Iterator
from typing import Final

from organizations.models import Person, Tenure
from organizations.written_text import variants

NAMES: Final[dict[str, Callable[[str], str]]] = {
    "bare": "{}".format,
    "comrade": "{}同志".format,
    "chief behind": "{}局长".format,
    "deputy behind": "{}副主任".format,
    "title before": "局长{}".format,
    "post before": "原党组书记、局长{}".format,
    "former": "原副局长{}（已退休）".format,
    "numbered": "1.{}".format,
    "numbered in full width": "１．{}".format,
    "numbered in Chinese": "一、{}".format,
    "numbered in brackets": "（1）{}".format,
    "circled": "①{}".format,
    "bullet": "· {}".format,
    "dash": "——{}".format,
    "own unit in brackets": "{}（县人力资源和社会保障局）".format,
    "former unit in brackets": "{}（原县水利局）".format,
    "unknown unit in brackets": "{}（某公司）".format,
    "half-width brackets": "{}(县财政局)".format,
    "square brackets": "【{}】".format,
    "quotes": "“{}”".format,
    "title in brackets": "{}（局长）".format,
    "list with a comma": "无名氏，{}".format,
    "list with an enumeration comma": "无名氏、{}、王某".format,
    "list with a semicolon": "无名氏；{}；".format,
    "list with a slash": "无名氏/{}".format,
    "list with and": "无名氏和{}".format,
    "list with etc": "{}等人".format,
    "second line": "无名氏\n{}".format,
    "tab": "无名氏\t{}".format,
    "sentence": "主要是{}收受礼金".format,
    "relation": "{}的爱人".format,
    "village": "县城关镇{}".format,
    "telephone behind": "{}13900000001".format,
    "colon": "被举报人：{}".format,
    "label": "姓名:{} 单位:不详".format,
    "blank around": " {}　".format,
    "full stop": "{}。".format,
    "question": "{}？".format,
    "blanks inside": " ".join,
    "wide blanks inside": "　".join,
    "dots inside": "·".join,
    "stars inside": "*".join,
    "zero width inside": "\u200b".join,
    "joiners inside": "\u2060".join,
    "soft hyphens inside": "\u00ad".join,
    "broken over lines": "\n".join,
    "broken in two": lambda name: f"{name[:2]}\n{name[2:]}",
    "broken behind the first": lambda name: f"{name[:1]}\n{name[1:]}",
    "broken among others": lambda name: f"无名氏、{name[:2]}\r\n{name[2:]}同志，王某",
    "broken by empty lines": "\n \n".join,
    "broken by other breaks": lambda name: "\u2028".join(name[:2]) + f"\x0b\x85{name[2:]}",
    "fillers inside": "\u3164\ufe0f\u180e".join,
    "full width": lambda name: "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name
    ),
    "capitals": str.upper,
    "rare characters": lambda name: "".join(_rare().get(c, c) for c in name),
    "compatibility characters": lambda name: name.translate({0x4E00: 0x2F00, 0x4EBA: 0x2F08}),
}
LETTERS: Final[dict[str, Callable[[str], str]]] = {
    "in the letter": "反映{}在采购中收受礼金，价格明显偏高。".format,
    "in the letter with a title": "该局副局长{}，长期如此。".format,
    "in the letter, spaced": lambda name: f"反映 {' '.join(name)} 的问题",
}


def _rare() -> dict[str, str]:
    return {usual: chr(rare) for rare, usual in variants().items()}


def posts_of(person: Person) -> Iterator[str]:
    """By the post alone, with every name that its unit goes by here."""
    for tenure in Tenure.objects.filter(person=person).select_related("post__unit"):
        title = tenure.post.title
        for unit in (tenure.post.unit.name, *SHORT.get(tenure.post.unit.name, ())):
            yield from (f"{unit}{title}", f"{unit}原{title}", f"{unit}党组书记、{title}")


SHORT: Final = {
    "县人力资源和社会保障局": (
        "县人社局",
        "土左旗人社局",
        "旗人社局",
        "人社局",
        "土默特左旗人社局",
    ),
    "县自然资源局": ("县自然局", "土左旗自资局"),
    "县纪委监委": ("县纪委", "土左旗纪委", "旗纪委监委"),
    "县信访局": ("土左旗信访局", "信访局"),
}
