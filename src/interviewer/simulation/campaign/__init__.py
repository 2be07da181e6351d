"""A campaign of simulated calls, and whether it kept the laws: judged from its log and the telephones' own record."""
