-- Who is alive, on the database's clock; which browser holds which seat; and the list that people read.
create table agents (
    agent_id text primary key,
    link_id uuid not null,
    seen_at timestamptz not null,
    closed_at timestamptz,
    free integer not null
);

create table apis (
    api_id text primary key,
    seen_at timestamptz not null
);

create table seats (
    interview_id text primary key,
    client text not null,
    taken_at timestamptz not null
);

create table interviews (
    id text primary key,
    state text not null,
    plan_id text not null,
    candidate_id text not null,
    created_at timestamptz not null,
    view json not null
);
create index interviews_newest on interviews (created_at desc, id desc);
create index interviews_state on interviews (state);
