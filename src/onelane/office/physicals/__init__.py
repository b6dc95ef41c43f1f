"""Physical examinations (体检): entered by the doctor of a listed institution, or sent by the institution."""
