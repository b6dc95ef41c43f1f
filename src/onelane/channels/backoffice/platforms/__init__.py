"""The administrator's pages about platforms that speak to the office by the API."""
