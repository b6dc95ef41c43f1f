"""Tables for spreadsheets, under the name by which the back office's pages know them."""

from onelane.channels.shared.spreadsheet import cell, written

__all__ = ["cell", "written"]
