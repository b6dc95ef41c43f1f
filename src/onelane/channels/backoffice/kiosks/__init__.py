"""The kiosks of the hall as staff see them: how they stand, codes, locks, services and hours, figures."""
