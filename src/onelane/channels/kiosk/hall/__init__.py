"""The self-service kiosk (自助机): touch and go, one question a page, nothing stays behind."""
