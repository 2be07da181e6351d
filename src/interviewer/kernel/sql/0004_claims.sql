-- Counted reservations and paces, judged under the writer's lock like names.
create table slots (
    pool text not null,
    owner text not null,
    primary key (pool, owner)
);
create index slots_owner on slots (owner);

create table paces (
    name text primary key,
    due timestamptz not null
);
