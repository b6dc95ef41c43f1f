"""The stock of blank forms (空白证件): what is there, what came, what was spoiled and destroyed."""
