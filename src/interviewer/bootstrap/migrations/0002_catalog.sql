-- Plans never change: the id is made from the document. Candidates are people; deleting one leaves the log its shape.
create table plans (
    id text primary key,
    document json not null,
    created_at timestamptz not null
);

create table candidates (
    id text primary key,
    name text not null,
    created_at timestamptz not null
);
