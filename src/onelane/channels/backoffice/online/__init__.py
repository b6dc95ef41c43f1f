"""The desks of the online office: review, card printing, post room."""
