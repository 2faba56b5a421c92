"""What offices call the kinds and purposes of matters, in the terms that the system keeps."""

from collections.abc import Mapping
from types import MappingProxyType

from petitions.ledger_format.cells import fold
from petitions.models import ContentClass, Purpose

OFFICIAL_CLASSES: Mapping[str, ContentClass] = MappingProxyType(
    {
        "农村农业": ContentClass.AGRICULTURE,
        "国土资源": ContentClass.LAND,
        "城乡建设": ContentClass.CONSTRUCTION,
        "劳动和社会保障": ContentClass.LABOUR,
        "卫生计生": ContentClass.HEALTH,
        "教育文体": ContentClass.EDUCATION,
        "民政": ContentClass.CIVIL_AFFAIRS,
        "政法": ContentClass.JUSTICE,
        "经济管理": ContentClass.ECONOMY,
        "交通运输": ContentClass.TRANSPORT,
        "商贸旅游": ContentClass.COMMERCE,
        "科技与信息产业": ContentClass.TECHNOLOGY,
        "环境保护": ContentClass.ENVIRONMENT,
        "党务政务": ContentClass.PARTY_AFFAIRS,
        "组织人事": ContentClass.PERSONNEL,
        "纪检监察": ContentClass.DISCIPLINE,
        "其他": ContentClass.OTHER,
    }
)
"""The seventeen of the table before 2022, by the names that an export prints."""

_TELLING_WORDS: Mapping[ContentClass, str] = MappingProxyType(
    {
        ContentClass.ENVIRONMENT: "水 大气 噪声 噪音 油烟 扬尘 粉尘 异味 臭气 土壤 固废 垃圾 辐射"
        " 生态 环境 环保 污染 海洋",
        ContentClass.AGRICULTURE: "农业 农村 三农 承包地 草原 牧区 乡村",
        ContentClass.LAND: "土地 国土 自然资源 征地 矿产 林业 林地",
        ContentClass.CONSTRUCTION: "住建 住房 房产 拆迁 物业 城建 城市管理 市政 供热 供暖",
        ContentClass.LABOUR: "劳动 人社 社保 社会保障 工资 欠薪 养老保险 就业 工伤",
        ContentClass.HEALTH: "卫生 医疗 医保 计生 卫健",
        ContentClass.EDUCATION: "教育 学校 文体 文化 体育",
        ContentClass.CIVIL_AFFAIRS: "民政 低保 救助 养老 殡葬 优抚 应急",
        ContentClass.JUSTICE: "政法 司法 公安 法院 检察 涉法涉诉",
        ContentClass.ECONOMY: "经济 市场监管 金融 税务 集资 消费",
        ContentClass.TRANSPORT: "交通 公路 道路 客运 出租车",
        ContentClass.COMMERCE: "商贸 商务 旅游 文旅",
        ContentClass.TECHNOLOGY: "科技 通信 电信 信息产业",
        ContentClass.PARTY_AFFAIRS: "党务 政务 作风 村务公开",
        ContentClass.PERSONNEL: "组织 人事 编制 干部",
        ContentClass.DISCIPLINE: "纪检 监察 贪腐 违纪",
    }
)
_PURPOSES: Mapping[Purpose, str] = MappingProxyType(
    {
        Purpose.ACCUSATION: "揭发 控告 检举 举报",
        Purpose.SUGGESTION: "建议 意见",
        Purpose.RESOLUTION: "求决 解决 求助 投诉 咨询 诉求",
        Purpose.APPEAL: "申诉",
    }
)


def content_class(word: str) -> tuple[ContentClass, str]:
    """The class that a source's word means, and the word itself unless it is the class's name."""
    folded = fold(word)
    if not folded:
        return ContentClass.OTHER, ""
    if folded in OFFICIAL_CLASSES:
        return OFFICIAL_CLASSES[folded], ""
    for known, words in _TELLING_WORDS.items():
        if any(telling in folded for telling in words.split()):
            return known, word
    return ContentClass.OTHER, word


def purpose(word: str) -> Purpose:
    """The purpose a source's word means; without a word, that a claim be resolved."""
    if not word:
        return Purpose.RESOLUTION
    folded = fold(word)
    for known, words in _PURPOSES.items():
        if any(telling in folded for telling in words.split()):
            return known
    return Purpose.OTHER
