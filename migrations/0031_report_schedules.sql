-- Reports that are mailed again and again.

-- A report as somebody wants it, when it is sent, and as which file. Its figures are read with the rights of its owner.
create table report_schedules (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    owner_id        uuid        not null references users (id),
    name            text        not null,
    report          text        not null,               -- its address below /reports
    query           text        not null,               -- what is behind the question mark there, without days and months
    every           text        not null check (every in ('day', 'week', 'month')),
    on_day          bigint      not null,               -- of the week from Monday, 1 to 7; of the month, 1 to 28, 0 the last
    paper           text        not null check (paper in ('csv', 'xlsx')),
    next_on         date        not null,               -- where the organisation is
    sent_at         timestamptz,                        -- when it was sent last
    paused_at       timestamptz,
    paused_because  text        check (paused_because in ('asked', 'owner_gone', 'no_right', 'nobody')),
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    constraint report_schedules_day check (
        case every when 'day' then on_day = 0 when 'week' then on_day between 1 and 7 else on_day between 0 and 28 end),
    constraint report_schedules_pause check ((paused_at is null) = (paused_because is null))
);
create index report_schedules_next on report_schedules (org_id, next_on, id) where paused_at is null and archived_at is null;
create index report_schedules_owner on report_schedules (org_id, owner_id);

-- To whom: somebody who works here, or an address outside.
create table report_recipients (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    schedule_id     uuid        not null,
    user_id         uuid        references users (id),
    email           text,                               -- in lower case
    ended_at        timestamptz,                        -- they do not want it any more
    unique (org_id, id),
    constraint report_recipients_one check ((user_id is null) <> (email is null)),
    foreign key (org_id, schedule_id) references report_schedules (org_id, id)
);
create unique index report_recipients_user on report_recipients (org_id, schedule_id, user_id) where user_id is not null;
create unique index report_recipients_email on report_recipients (org_id, schedule_id, email) where email is not null;

-- That it was sent. Its letters are messages about it; its file goes along with all of them.
create table report_sendings (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    schedule_id     uuid        not null,
    sent_on         date        not null,               -- where the organisation is
    sent_at         timestamptz not null,
    asked_by        uuid        references users (id),  -- somebody asked for it; null: it was its day
    letters         bigint      not null,
    lines           bigint      not null,               -- of the report
    file_id         uuid,                               -- null: it was too large
    unique (org_id, id),
    foreign key (org_id, schedule_id) references report_schedules (org_id, id),
    foreign key (org_id, file_id) references files (org_id, id)
);
-- The schema judges what was sent already: a day is sent once, however many nodes look.
create unique index report_sendings_once on report_sendings (org_id, schedule_id, sent_on) where asked_by is null;
create index report_sendings_of on report_sendings (org_id, schedule_id, sent_at, id);
create index report_sendings_sent on report_sendings (org_id, sent_at, id);
create index report_sendings_file on report_sendings (org_id, file_id) where file_id is not null;
