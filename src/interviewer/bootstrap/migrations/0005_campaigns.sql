-- Candidates who are rung: their number, where they live, and what stands for the number in the log.
alter table candidates
    add column number text,
    add column contact text,
    add column region text,
    add column zone text,
    add column zone_unclear text,
    add column reference text;
create unique index candidates_contact on candidates (contact);

-- What is asked of the list of interviews.
alter table interviews
    add column campaign_id text,
    add column contact text,
    add column outcome text,
    add column due timestamptz;
create index interviews_campaign on interviews (campaign_id, state);
create index interviews_contact on interviews (contact);
create index interviews_candidate on interviews (candidate_id);

create table campaigns (
    id text primary key,
    name text not null,
    plan_id text not null,
    status text not null,
    version integer not null,
    terms json not null,
    created_at timestamptz not null
);
