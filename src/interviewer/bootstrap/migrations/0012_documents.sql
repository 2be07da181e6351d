-- What a job's documents say, cut into passages that answer candidates' questions. A database server of your own needs
-- pgvector; where the user of the application may not create extensions, an administrator creates it once.
create extension if not exists vector;

create table documents (
    job_id text not null references openings,
    name text not null,
    kind text not null,
    title text not null,
    language text not null,
    bytes bigint not null,
    pages integer,
    sha256 text not null,
    added_at timestamptz not null default clock_timestamp(),
    primary key (job_id, name)
);

-- `id` is made from what the passage says, so that one that stays keeps its vectors when its document is replaced.
-- `embedded_by`: the model of its vectors, null before they are made. No index over the vectors: a job has tens of
-- passages, of which all are compared.
create table passages (
    id text primary key,
    job_id text not null,
    document text not null,
    number integer not null,
    heading text not null,
    text text not null,
    words tsvector not null,
    embedded_by text,
    foreign key (job_id, document) references documents on delete cascade
);
create index passages_of_job on passages (job_id, document, number);
create index passages_words on passages using gin (words);
create index passages_embedded_by on passages (embedded_by);

-- Sentence 0 is the passage as a whole, with its heading.
create table passage_vectors (
    passage_id text not null references passages on delete cascade,
    sentence smallint not null,
    embedding vector(384) not null,
    primary key (passage_id, sentence)
);

-- What a candidate's CV says, sealed under the candidate's key. The file itself and its name are not kept.
create table cvs (
    candidate_id text primary key references candidates on delete cascade,
    kind text not null,
    pages integer,
    characters integer not null,
    text text not null,
    added_at timestamptz not null default clock_timestamp()
);
