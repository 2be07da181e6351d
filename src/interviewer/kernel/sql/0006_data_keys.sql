-- One key for each person of whom something is kept, itself encrypted; deleting it forgets what was sealed under it.
create table data_keys (
    subject text primary key,
    wrapped bytea not null,
    wrapped_by text not null,
    made_at timestamptz not null default clock_timestamp()
);
create index data_keys_wrapped_by on data_keys (wrapped_by);

-- Who was forgotten: no key is made for them again.
create table forgotten (
    subject text primary key,
    at timestamptz not null default clock_timestamp()
);
