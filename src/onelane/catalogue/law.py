"""Laws by their names: the catalogue writes `R162 art.63`, a citizen reads the name of the order and the article."""

from __future__ import annotations

import re

from onelane.catalogue.spec import Words

NAMES: dict[str, Words] = {
    "ALL": Words("《行政许可法》", "Administrative Licensing Law"),
    "RTSL": Words("《道路交通安全法》", "Road Traffic Safety Law"),
    "RTSR": Words("《道路交通安全法实施条例》", "Regulation on the Road Traffic Safety Law"),
    "R162": Words("《机动车驾驶证申领和使用规定》（公安部令第162号）", "Order 162 on driving licences"),
    "R172": Words("公安部令第172号（修改《机动车驾驶证申领和使用规定》）", "Order 172 amending order 162"),
    "R123": Words("《机动车驾驶证申领和使用规定》（公安部令第123号）", "Order 123 on driving licences"),
    "R164": Words("《机动车登记规定》（公安部令第164号）", "Order 164 on vehicle registration"),
    "CTALI": Words("《机动车交通事故责任强制保险条例》", "Regulation on compulsory traffic insurance"),
    "VPT": Words("《车辆购置税法》", "Vehicle Purchase Tax Law"),
    "VVT": Words("《车船税法》", "Vehicle and Vessel Tax Law"),
    "MPS": Words("公安部等部门的公告", "Announcement of the ministries"),
    "12123": Words("交管12123办事指南", "Guide of the 12123 platform"),
    "GA": Words("公共安全行业标准 GA", "Standard GA"),
    "GB": Words("国家标准 GB", "Standard GB"),
}
_CITED = re.compile(r"(?P<law>[A-Z]+[0-9]*|12123)(?: art\.(?P<articles>[0-9][0-9, -]*[0-9]|[0-9]))?(?P<rest>.*)")
_MARK = re.compile(r"\s*\((?:A|B|C|BA|LYG|HY|12123)\)")


def cited(text: str) -> Words:
    """Return a citation in words: `R162 art.63` is 《…》第63条; what is no known law stays as it is written."""
    plain = _MARK.sub("", text)
    parts = [_one(part.strip()) for part in re.split(r", (?=[A-Z])", plain)]
    return Words("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))


def _one(text: str) -> Words:
    found = _CITED.fullmatch(text)
    name = NAMES.get(found["law"]) if found else None
    if found is None or name is None:
        return Words(text, text)
    rest = found["rest"]
    if not found["articles"]:
        return Words(f"{name.zh}{rest}", f"{name.en}{rest}")
    return Words(f"{name.zh}第{found['articles']}条{rest}", f"{name.en}, art. {found['articles']}{rest}")
