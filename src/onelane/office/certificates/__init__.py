"""The papers that the office issues (证照): vehicle licence, registration certificate, inspection mark."""
