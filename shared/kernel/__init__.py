"""Values of the domain with no dependency: identifiers, money, time, refusals."""
