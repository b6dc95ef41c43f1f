"""Followers (关注者): WeChat accounts that citizens bound to themselves, and the chat with them."""
