"""The exam office: plans made and published by two persons, sessions changed, results entered."""
