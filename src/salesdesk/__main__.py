"""`python -m salesdesk` is the command `salesdesk`."""

import sys

from salesdesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
