-- Keeping it: which installation this is and whether anything may leave it, its backups, the seals of its audit trail,
-- and how long each organisation keeps what.

-- An installation keeps its name for good; its epoch is new whenever it comes back from a backup or moves.
alter table installation add column instance uuid;
alter table installation add column epoch uuid;
-- Since when nothing leaves the house, until an operator lets it.
alter table installation add column held_since timestamptz;
alter table installation add column held_because text check (held_because in ('restored', 'moved'));
alter table installation add column held_note text not null default '';   -- from which backup, to which database

create table backups (
    id              uuid        not null primary key,
    made_by         text        not null check (made_by in ('schedule', 'command')),
    file            text        not null,
    started_at      timestamptz not null,
    ended_at        timestamptz,
    outcome         text        not null check (outcome in ('running', 'good', 'failed')),
    bytes           bigint,                             -- of the file
    row_count       bigint,                             -- in all tables
    sha256          text,                               -- of the file
    error           text,
    removed_at      timestamptz                         -- when its turn to be kept was over
);
create index backups_started on backups (started_at, id);

-- A seal covers the events between the last one of the seal before and its own last one, in the order of their ids.
-- Each seal holds the hash of the one before, so a change anywhere shows. Seals never change.
create table seals (
    number          bigint      not null primary key check (number > 0),
    last_event      uuid        not null,
    event_count     bigint      not null check (event_count > 0),
    entries         bytea       not null,               -- of each event: its id, and the first half of its hash
    previous        text        not null,               -- hash of the seal before; empty for the first
    hash            text        not null,
    key_mark        text        not null,               -- which key signed it
    signature       text        not null,
    sealed_at       timestamptz not null
);

-- How long an organisation keeps what (months). Null: for good.
create table retention (
    org_id          uuid        not null primary key references organisations (id),
    bookings_months bigint      check (bookings_months > 0),
    messages_months bigint      check (messages_months > 0),
    logs_months     bigint      check (logs_months > 0),
    version         bigint      not null default 1,
    changed_at      timestamptz not null
);
