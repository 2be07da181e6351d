-- Name, number and reference of a candidate are sealed under the candidate's key from here on; a change names the version
-- that it was made from.
alter table candidates
    add column version integer not null default 1;
create index candidates_newest on candidates (created_at desc, id desc);
