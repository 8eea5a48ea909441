"""Forms over declared fields, saving themselves."""
