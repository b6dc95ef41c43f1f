"""Messages as XML: read safely, written with nothing that could break out of its place."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from onelane.kernel.refusal import Refused

LARGEST = 64 * 1024
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: from whom, to which account, what kind, and what it says."""

    sender: str
    account: str
    kind: str
    text: str
    event: str
    event_key: str
    made_at: str
    id: str

    @property
    def key(self) -> str:
        """Return what tells this message from every other; WeChat repeats it unchanged."""
        return f"{self.sender}:{self.id or f'{self.made_at}:{self.event}:{self.event_key}'}"


def read(xml: bytes) -> dict[str, str]:
    """Return the parts of a flat XML document; refuse one with a document type, which could name files or grow."""
    if len(xml) > LARGEST:
        raise Refused("wechat.unreadable")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as reason:
        raise Refused("wechat.unreadable") from reason
    if root.getroottree().docinfo.doctype or root.tag != "xml":
        raise Refused("wechat.unreadable")
    return {str(one.tag): one.text or "" for one in root if isinstance(one.tag, str)}


def letter(xml: bytes) -> Letter:
    """Read a message; refuse one without a sender."""
    told = read(xml)
    if not told.get("FromUserName") or len(told["FromUserName"]) > LARGEST.bit_length() * 4:
        raise Refused("wechat.unreadable")
    return Letter(
        sender=told["FromUserName"], account=told.get("ToUserName", ""), kind=told.get("MsgType", ""),
        text=told.get("Content", "").strip()[:LONGEST_TEXT], event=told.get("Event", ""),
        event_key=told.get("EventKey", ""), made_at=told.get("CreateTime", ""), id=told.get("MsgId", ""),
    )  # fmt: skip


def answer(told: Letter, text: str, seconds: int) -> bytes:
    """Write the answer to a message."""
    return _document(
        ToUserName=told.sender, FromUserName=told.account, CreateTime=str(seconds), MsgType="text", Content=text
    )


def envelope(encrypted: str, signature: str, seconds: int, nonce: str) -> bytes:
    """Write the envelope of an encrypted answer."""
    return _document(Encrypt=encrypted, MsgSignature=signature, TimeStamp=str(seconds), Nonce=nonce)


def _document(**parts: str) -> bytes:
    root = etree.Element("xml")
    for name, text in parts.items():
        etree.SubElement(root, name).text = "".join(one for one in text if one.isprintable() or one == "\n")
    return bytes(etree.tostring(root, encoding="utf-8"))
