"""Pages for people behind the addresses that an editor is given: a buyer says what it asks, a company answers."""
