"""ID photos (证件照): checked by rules, kept once, used again for six months."""
