"""What a person does with her data: the screens and the command line call the same things here."""
