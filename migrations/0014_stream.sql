-- The relay to a stream of NATS, where the operator wants one. An event waits here from the moment it is told until the
-- stream has acknowledged it; the order is that of the events' ids.
create table stream_queue (
    id              uuid        not null primary key,   -- the event's
    queued_at       timestamptz not null
);
create index stream_queue_age on stream_queue (queued_at);

-- Which node relays, so that one does; and what keeps it from doing so.
create table stream_lease (
    only_one        bigint      not null primary key check (only_one = 1),
    node            uuid        not null,
    leased_until    timestamptz not null,
    troubled_since  timestamptz,
    trouble         text        not null default ''
);
