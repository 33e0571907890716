"""The interface of the directory: the lists and forms of the pages for programs, with the same rights and rules."""
