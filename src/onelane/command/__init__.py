"""The command `onelane`: each module here with an `add_parser` is a word of it."""
