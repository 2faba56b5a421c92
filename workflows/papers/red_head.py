"""Where the name of an organ may break over two lines: between its words, never inside one."""

import re
from typing import Final

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

LINE_MAY_END: Final = mark_safe("<wbr>")  # a constant
PLACE: Final = re.compile(
    r"中共|[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|自治县|自治旗|特别行政区|省|市(?!场|政|容)|县|旗|区(?!域)|州|盟|苏木|镇|乡(?!建设|村)|街道)"
)
WORDS: Final = re.compile(
    r"(?<=.)(?=人民政府|人民法院|人民检察院|委员会|办公室|信访|复查复核|纪委监委|纪律检查"
    r"|人力资源|和社会|住房|和城乡|自然资源|市场监督|管理局|交通运输"
    r"|生态环境|卫生健康|退役军人|应急|行政审批|发展和改革|文化|和旅游)"
)


def split_name(name: str) -> list[str]:
    """A name cut where a line may end: after each place, and before the words of an organ."""
    found: list[str] = []
    rest = name
    while (place := PLACE.match(rest)) and place.end() < len(rest):
        found.append(place.group())
        rest = rest[place.end() :]
    return [*found, *filter(None, WORDS.split(rest))]


def red_head(issuer: str) -> SafeString:
    """The issuer's name as HTML, with the places marked where a line may end."""
    return format_html_join(LINE_MAY_END, "{}", ((word,) for word in split_name(issuer)))
