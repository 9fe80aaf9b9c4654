-- What: a mark that moves with everything that decides whether a resource may be booked, and where days were copied from.

-- Its fields, its week, and every exception, blackout or place it inherits. A booking is judged before its transaction
-- and names the mark it was judged by; where that has moved since, it is judged again.
alter table resources add column stamp bigint not null default 1;

-- Calendars of days that were brought in from a file: a later edition of the same one replaces what came from it.
create table day_calendars (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    location_id     uuid,                               -- null: for all of the organisation
    name            text        not null,
    source          text        not null,               -- PRODID and name of the file: what makes it the same calendar
    days            bigint      not null,               -- brought in the last time
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    unique (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create unique index day_calendars_org_id_location_id_source_key on day_calendars (org_id, location_id, source) where location_id is not null;
create unique index day_calendars_org_id_source_key on day_calendars (org_id, source) where location_id is null;

-- Which exceptions came from which calendar. An exception that is removed by hand leaves it.
create table day_calendar_days (
    org_id          uuid        not null references organisations (id),
    calendar_id     uuid        not null,
    exception_id    uuid        not null,
    primary key (org_id, calendar_id, exception_id),
    unique (org_id, exception_id),
    foreign key (org_id, calendar_id) references day_calendars (org_id, id),
    foreign key (org_id, exception_id) references day_exceptions (org_id, id) on delete cascade
);
