"""How the office is put together on a machine: settings, addresses, doors."""
