-- Which log this is: a digest of its head names it, and a copy or a backup keeps the name.
create table installation (
    id text primary key,
    made_at timestamptz not null default now()
);
create unique index installation_one on installation ((true));
insert into installation (id) values ('inst_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12));

-- Where a projection stands still because it cannot digest an event, what it was, and since when; null: it goes on.
alter table checkpoints
    add column stopped_at bigint,
    add column stopped_by text,
    add column stopped_since timestamptz;
