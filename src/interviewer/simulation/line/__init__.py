"""The world of telephones as a program: who answers how, the exchange that rings them, and its record of every ring."""
