-- Who may use the api. Of a key's secret there is only its hash.
create table api_keys (
    id text primary key,
    name text not null,
    sha256 bytea not null unique,
    prefix text not null,
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create unique index api_keys_name on api_keys (name) where revoked_at is null;
create index api_keys_created_at on api_keys (created_at desc, id desc);

-- Requests that were sent under an Idempotency-Key, and their first answers: while `status` is null there is none yet.
-- `seed` is what the ids that the request makes are derived from, `run` the process's turn at carrying it out.
create table idempotency_keys (
    principal text not null,
    key text not null,
    request bytea not null,
    seed uuid not null,
    run uuid,
    alive_at timestamptz not null,
    status integer,
    headers json,
    body bytea,
    created_at timestamptz not null,
    primary key (principal, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);
