"""``python -m necro_cyto`` is the command ``necro-cyto``."""

from necro_cyto.cli import main

if __name__ == "__main__":
    main()
