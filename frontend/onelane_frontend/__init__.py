"""The stylesheet, script and fonts of OneLane's pages; filled when the package is built."""
