-- The event log, the jobs and names that commit with it, and the projections' checkpoints.
-- data and metadata are json, never jsonb: the hash covers the exact bytes, and jsonb rewrites them.
create table events (
    global_position bigint primary key,
    stream text not null,
    version integer not null,
    id uuid not null unique,
    type text not null,
    schema_version smallint not null,
    data json not null,
    metadata json not null,
    at timestamptz not null,
    hash bytea not null,
    unique (stream, version)
);

create table jobs (
    queue text not null,
    key text not null,
    due timestamptz not null,
    payload jsonb not null,
    primary key (queue, key)
);
create index jobs_due on jobs (queue, due, key);

create table names (
    name text primary key,
    owner text not null
);

create table checkpoints (
    projection text primary key,
    global_position bigint not null
);
