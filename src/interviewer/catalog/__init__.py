"""What is asked of whom: jobs, plans, questions, rubrics. A published plan version never changes."""
