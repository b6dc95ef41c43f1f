"""Physical examinations (体检): the doctor's form, what was entered, and which institutions are listed."""
