"""How long a code of binding and an answer to a message are good."""

from __future__ import annotations

from datetime import timedelta

CODE_GOOD_FOR = timedelta(minutes=10)
DIGITS = 8
SEEN_FOR = timedelta(minutes=15)
"""WeChat asks three times within 15 seconds; what is older than the window of its time stamp is refused anyway."""
WINDOW = timedelta(minutes=5)
LONGEST_ID = 64
