"""The spiders: one file each, which differ by what they start from."""
