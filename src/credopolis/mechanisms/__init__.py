"""How the world works: one mechanism a file, with its parameters, formula and source."""
