-- Who is told of what happens, and what became of each message. No read model: made again, all would be sent again.
create table webhooks (
    id text primary key,
    url text not null,
    types text[] not null,
    description text not null,
    enabled boolean not null,
    disabled_because text,
    version integer not null,
    after_position bigint not null,
    secret bytea not null,
    former_secret bytea,
    former_until timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index webhooks_newest on webhooks (created_at desc, id desc);

-- A position of null: a test, which no event caused. `failures` counts since the message was last put, `round` how often
-- that was; `attempts` holds the last of `attempts_total`.
create table webhook_deliveries (
    id text primary key,
    webhook_id text not null references webhooks on delete cascade,
    position bigint,
    type text not null,
    state text not null check (state in ('pending', 'delivered', 'dead')),
    attempts jsonb not null default '[]',
    attempts_total integer not null default 0,
    failures integer not null default 0,
    round integer not null default 0,
    next_at timestamptz,
    delivered_at timestamptz,
    created_at timestamptz not null
);
create index webhook_deliveries_newest on webhook_deliveries (webhook_id, created_at desc, id desc);
create index webhook_deliveries_state on webhook_deliveries (webhook_id, state, created_at desc, id desc);
create index webhook_deliveries_old on webhook_deliveries (created_at);

-- Nobody asked to be told of what the log holds already.
insert into checkpoints (projection, global_position)
select 'webhook_deliveries', coalesce(max(global_position), 0) from events;
