"""Where programs outside tell the office something."""
