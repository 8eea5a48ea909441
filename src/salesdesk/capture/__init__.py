"""From a picture, a code or a file to the fields of a draft lead."""
