"""Delivery (寄递): parcels from packing to the letter-box or back."""
