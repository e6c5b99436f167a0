"""Drive the generated projects: their environments, commands and servers."""
