"""What can be read, heard and reached by keyboard on a page, and how it is laid out."""
