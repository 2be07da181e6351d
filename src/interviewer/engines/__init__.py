"""Local speech and language models behind OpenAI-compatible endpoints: the offline default, and a fallback.

Speech and embeddings run in threads of this process, the language model in a child process of lower priority.
Deliberately not in it: where models come from (`embedded.models`) and what is said or judged with them.
"""
