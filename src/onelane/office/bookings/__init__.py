"""Bookings (预约): places with a date, for driving tests, vehicle inspections and exchanges of plates."""
