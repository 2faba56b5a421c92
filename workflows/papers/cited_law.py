"""Which law a paper or an entry of a given day cites: the one that was in force on that day.

Before the 信访工作条例 (in force since 2022-05-01) stood the 信访条例 of 2005 (国务院令第431号),
before it that of 1995, whose articles are not cited here. What the earlier law did not know has
no article there, and none is cited.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

PETITION_LAW: Final = "信访工作条例"
FORMER_LAW: Final = "信访条例"
FORMER_AS_CITED: Final = "信访条例（2005年）"
IN_FORCE: Final[Mapping[str, date]] = {
    FORMER_LAW: date(2005, 5, 1),
    PETITION_LAW: date(2022, 5, 1),
    "纪检监察机关处理检举控告工作规则": date(2020, 1, 21),
    "监督执纪工作规则": date(2019, 1, 1),
    "监察法实施条例（2021年）": date(2021, 9, 20),
}
FORMER: Final[Mapping[str, str]] = {
    "第十七条": "第十七条",
    "第十八条": "第九条",
    "第十八条第二款": "",
    "第十九条": "第十六条",
    "第二十条": "第十八条",
    "第二十一条": "第二十一条第一款",
    "第二十二条": "第二十一条",
    "第二十二条第一款": "第二十一条第一款",
    "第二十二条第一款第三项": "第二十一条第一款第四项",
    "第二十二条第二款": "",
    "第二十三条": "第二十二条",
    "第二十三条第三款": "",
    "第二十四条": "第二十四条",
    "第二十五条": "第二十六条",
    "第二十六条": "第二十条",
    "第二十八条": "第三十条",
    "第二十九条": "第二十九条",
    "第三十条": "",
    "第三十条第三款": "第二十三条",
    "第三十一条": "第十四条第二款",
    "第三十一条第六项": "第三十一条第二款",
    "第三十二条": "第三十二条",
    "第三十二条第二款": "第三十二条第二款",
    "第三十三条": "第十三条第二款",
    "第三十四条": "第三十三条",
    "第三十五条": "第三十四条",
    "第三十六条": "第三十五条",
    "第三十六条第一款": "第三十五条第一款",
    "第三十六条第二款": "第三十五条第二款",
    "第三十六条第三款": "第三十五条第三款",
    "第三十七条": "",
    "第三十九条": "",
    "第四十条": "第三十六条",
    "第四十条第一款": "第三十六条第一款",
    "第四十条第二款": "第三十七条",
    "第四十条第三款": "第三十八条",
    "第四十条第四款": "第三十六条第二款",
    "第四十一条": "",
    "第四十七条": "第四十七条",
}
"""Article of the 信访工作条例 → where the 信访条例 of 2005 said the same; "" where it said nothing.

A paragraph that has no line of its own goes by its article.
"""


def cited(articles: str, on: date) -> str:
    """The law with `articles` of the 信访工作条例, as a paper issued on that day prints it."""
    if on >= IN_FORCE[PETITION_LAW]:
        return f"《{PETITION_LAW}》{articles}"
    return f"《{FORMER_LAW}》{_former(articles, on)}"


def article_on(article: str, on: date) -> str:
    """The basis of an act as its declaration writes it ("law articles"), on a day; "" if none."""
    law, _, articles = article.partition(" ")
    if on >= IN_FORCE.get(law, date.min):
        return article
    former = _former(articles, on) if law == PETITION_LAW else ""
    return f"{FORMER_AS_CITED} {former}" if former else ""


def _former(articles: str, on: date) -> str:
    if on < IN_FORCE[FORMER_LAW]:
        return ""
    found = [each for each in dict.fromkeys(_former_articles(articles)) if each]
    # An article says what each of its paragraphs says.
    parts = {each for each in found for whole in found if each != whole and each.startswith(whole)}
    return "、".join(each for each in found if each not in parts)


def _former_articles(articles: str) -> Iterator[str]:
    for each in articles.split("、"):
        whole = each.partition("条")[0] + "条"
        yield FORMER.get(each, FORMER.get(whole, ""))
