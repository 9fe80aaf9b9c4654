-- What the operator of the installation decides about an organisation, and the ways the console looks at everything.

alter table organisations add column suspended_at timestamptz;
alter table organisations add column suspended_reason text not null default '';
alter table organisations add column limits jsonb not null default '{}';        -- {"resources": 20}; what is not named has none
alter table organisations add column switched_off jsonb not null default '[]';  -- ["webhooks"]: features it may not use
create index organisations_suspended on organisations (id) where suspended_at is not null;
create index organisations_age on organisations (created_at, id);

-- What an organisation has used today of that which is limited by the day. Rows exist only where there is a limit.
create table daily_use (
    org_id          uuid        not null references organisations (id),
    what            text        not null check (what in ('bookings', 'mails')),
    day             date        not null,
    used            bigint      not null,
    primary key (org_id, what, day)
);
create index daily_use_age on daily_use (day);

-- The console looks at all organisations at once, by time.
create index events_time on events (at, id);
create index messages_time on messages (queued_at, id);
