"""The photo machine (自助照相机): live guidance, a few shots, one chosen, a code to pick it up with."""
