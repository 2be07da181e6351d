-- Jobs to be filled (the table `jobs` is the queue), each with one draft of a plan and its published versions.
create table openings (
    id text primary key,
    title text not null,
    company text not null,
    document json not null,
    version integer not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    archived_at timestamptz
);
create index openings_newest on openings (created_at desc, id desc);
create index openings_named on openings (company, title);

-- A draft that was thrown away keeps its row, so that its versions count on and an old ETag never fits a new draft.
create table drafts (
    job_id text primary key references openings,
    document text,
    version integer not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

alter table plans
    add column job_id text references openings,
    add column number integer,
    add column title text,
    add column company text,
    add column job_title text;

-- Plans from before: those of one company and title are the versions of one job, whose facts are those of the newest.
-- Neither a text column nor a function can hold what JSON may write as \u0000.
update plans set
    title = told.document->'plan'->>'title',
    company = told.document->'job'->>'company',
    job_title = told.document->'job'->>'title'
from (select id, replace(document::text, '\u0000', '\ufffd')::json as document from plans) as told
where plans.id = told.id;

insert into openings (id, title, company, document, version, created_at, changed_at)
select 'job_' || left(encode(sha256(convert_to(company || chr(10) || job_title, 'UTF8')), 'hex'), 12),
       job_title, company, (array_agg(facts order by created_at desc, id desc))[1], 1,
       min(created_at), max(created_at)
from (
    select id, company, job_title, created_at, replace(document::text, '\u0000', '\ufffd')::json->'job' as facts from plans
) as told
group by company, job_title;

update plans set job_id = told.job_id, number = told.number
from (
    select plans.id, openings.id as job_id,
           row_number() over (partition by openings.id order by plans.created_at, plans.id) as number
    from plans join openings on openings.company = plans.company and openings.title = plans.job_title
) as told
where plans.id = told.id;

alter table plans
    alter column job_id set not null,
    alter column number set not null,
    alter column title set not null,
    alter column company set not null,
    alter column job_title set not null,
    add unique (job_id, number);
create index plans_newest on plans (created_at desc, id desc);

-- The list of appointments: `agreed` is the time that was agreed last, `appointed` whether it is still to be kept.
alter table interviews
    add column appointed boolean not null default false,
    add column agreed timestamptz;
update interviews set
    appointed = coalesce((view->>'appointed')::boolean, false) and outcome is null,
    agreed = (
        select (data->>'due')::timestamptz from events
        where stream = 'interview-' || interviews.id
          and type in ('interview.scheduled', 'interview.rescheduled')
        order by version desc limit 1
    );
create index interviews_agreed on interviews (agreed, id) where appointed;

-- Campaigns are read page by page.
create index campaigns_newest on campaigns (created_at desc, id desc);
