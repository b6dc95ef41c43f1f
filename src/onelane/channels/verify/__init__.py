"""Where anybody checks the receipt of a draw (选号凭证核验): no account, nothing kept."""
