"""`python -m triplicate`: the same as the command `triplicate`."""

from triplicate.cli import main

if __name__ == "__main__":
    main()
