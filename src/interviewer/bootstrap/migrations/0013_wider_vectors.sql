-- Vectors of two models stand one behind the other now. Those that were made are of a model that is not used any more: an
-- orchestrator makes them anew from the passages.
update passages set embedded_by = null where embedded_by is not null;
delete from passage_vectors;
alter table passage_vectors alter column embedding type vector(768);
