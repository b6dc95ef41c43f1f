"""Messages (消息): who is told what, by SMS, mail or WeChat, as he chose."""
