-- When: a booking is a promise that units of a resource are somebody's for a span [starts_at, ends_at).

create table bookings (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    code            text        not null,               -- what people read out: K7QX-2M
    resource_id     uuid        not null,
    contact_id      uuid        not null,               -- whose it is
    guest_name      text        not null default '',    -- as typed with this booking; empty: the contact's
    guest_phone     text        not null default '',
    user_id         uuid        references users (id),  -- who of the house made it; null: the guest did
    status          text        not null check (status in ('held', 'pending', 'confirmed', 'checked_in', 'completed', 'cancelled', 'released')),
    title           text        not null,               -- the purpose, in the booker's words
    note            text        not null default '',    -- for the staff only
    people          bigint      not null check (people > 0),
    units           bigint      not null check (units > 0),
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    block_from      timestamptz not null,               -- with the buffers: what nobody else may have
    block_until     timestamptz not null,
    zone            text        not null,               -- of the resource when it was booked
    price_minor     bigint,                             -- shown when it was booked; nothing is charged yet
    currency        text        not null,
    source          text        not null check (source in ('staff', 'member', 'page')),
    version         bigint      not null default 1,     -- optimistic locking
    sequence        bigint      not null default 0,     -- RFC 5545 SEQUENCE: grows with what the guest's calendar must know
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    cancelled_at    timestamptz,
    cancel_reason   text        not null default '',
    unique (org_id, id),
    unique (org_id, code),
    constraint bookings_span check (starts_at < ends_at and block_from <= starts_at and ends_at <= block_until),
    foreign key (org_id, resource_id) references resources (org_id, id),
    foreign key (org_id, contact_id) references contacts (org_id, id)
);
-- Spans that count against a resource: a range on block_until leaves the long past out of every search.
create index bookings_blocks on bookings (org_id, resource_id, block_until, block_from) where status not in ('cancelled', 'released');
create index bookings_list on bookings (org_id, starts_at, id);
create index bookings_end on bookings (org_id, ends_at, starts_at);
-- Those whose time may have passed: the clock asks for all organisations at once.
create index bookings_due on bookings (ends_at) where status in ('confirmed', 'checked_in');
create index bookings_contact on bookings (org_id, contact_id, starts_at);
