"""The days of the office that do not follow the week (节假日与调休)."""
