"""My papers: the sealed files, and the register's extract."""
