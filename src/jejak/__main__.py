"""`python -m jejak`: the command line, for machines where the script folder is not on the path."""

from jejak.ui.cli import main

if __name__ == "__main__":
    main()
