"""XML from strangers: the one safe parser, official schemas and rules, and the process that runs them."""
