"""Numbers on the phone and at home: composing, preselecting, publications."""
