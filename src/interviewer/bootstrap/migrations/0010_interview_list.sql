-- The list of interviews in every order and by every filter: a page never reads the rows that it does not show. The
-- columns behind the first two let an index alone judge a filter that is not selective enough to have one of its own.
alter table interviews add column ended_at timestamptz;
update interviews set ended_at = (view->>'ended_at')::timestamptz where view->>'ended_at' is not null;

drop index interviews_newest;
create index interviews_newest on interviews (created_at, id, state, outcome, campaign_id, plan_id, candidate_id);
create index interviews_due on interviews
    (due, id, created_at, state, outcome, campaign_id, plan_id, candidate_id) where due is not null;
create index interviews_ended on interviews
    (ended_at, id, created_at, state, outcome, campaign_id, plan_id, candidate_id) where ended_at is not null;

drop index interviews_state;
create index interviews_state on interviews (state, created_at, id);
