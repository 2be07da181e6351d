"""The simulated candidate: a program that joins an interview by its link, hears with ears and answers with a voice.

It knows what a person in a browser knows: the link, and who it is (a persona). It has no database, no operator's API
and no question ids; what it answers depends on what it heard. Its measurements are those of the other side of the line.

`sound` and `lines` say what a persona brings along, `ears` and `mouth` are pure and fed frame by frame, `turn_taking`
decides when to speak, `journal` keeps what happened and computes the report, `link`, `transcriber` and `call` touch the
network. Deliberately not here: the personas and their answers, and the voices they are rendered with.
"""
