-- What keeps operators awake, and lets them sleep. An event that is too large for the NATS server is put aside, so that the
-- others go on; it waits here until the server takes as much.
alter table stream_queue add column aside_at    timestamptz;
alter table stream_queue add column aside_bytes bigint;                         -- of its body
alter table stream_queue add column aside_why   text not null default '';

-- Something that is wrong with the house, from when it was noticed until it was over. Operators are told of both, once.
create table incidents (
    id              uuid        not null primary key,
    kind            text        not null check (kind in ('backup', 'jobs', 'mail', 'stream')),
    what            text        not null,               -- how it was when it was noticed
    began_at        timestamptz not null,
    ended_at        timestamptz
);
create unique index incidents_open on incidents (kind) where ended_at is null;
create index incidents_began on incidents (began_at, id);

-- Does this operator want to be told by mail?
alter table users add column wants_alarms boolean not null default true;
