"""The services of Plis, one package each, and the composition roots that join several of them."""
