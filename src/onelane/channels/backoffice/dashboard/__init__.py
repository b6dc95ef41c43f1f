"""The manager's dashboard (经理看板): today against plan, why it is slow, and the report of a day."""
