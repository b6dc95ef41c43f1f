"""The official account in WeChat (公众号): a chat in which a citizen asks how his cases stand."""
