"""Bills (缴款单), the attempts to pay them, and refunds."""
