"""The pages of those who meet the owner: entry, window, bay, cashier, hand-over."""
