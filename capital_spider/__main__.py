"""``python -m capital_spider`` is the command ``capital-spider``."""

from capital_spider.cli import main

if __name__ == "__main__":
    main()
