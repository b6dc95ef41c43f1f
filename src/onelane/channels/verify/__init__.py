"""Where anybody checks a paper (证照核验) or the receipt of a draw (选号凭证核验): no account, nothing kept."""
