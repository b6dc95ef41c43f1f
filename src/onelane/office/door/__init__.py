"""The fair door (候号厅): who comes at an opening waits in an order drawn by lot, and is let in as there is room."""
