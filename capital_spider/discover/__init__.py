"""What to fetch next, from a page already fetched: pure functions, a tree in, addresses out."""
