-- What: the tree of locations and the resources in it; and the grants, which may be limited to a part of the tree.

create table locations (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    parent_id       uuid,
    site_id         uuid        not null,               -- the root above it; itself for a site
    path            text        not null,               -- /site/…/itself, of ids: a subtree is a prefix
    kind            text        not null check (kind in ('site', 'building', 'floor', 'area')),
    name            text        not null,
    zone            text        not null,               -- the site's, copied down so that no query climbs the tree
    address         text        not null default '',    -- of sites
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    constraint locations_root check ((kind = 'site') = (parent_id is null)),
    foreign key (org_id, parent_id) references locations (org_id, id),
    foreign key (org_id, site_id) references locations (org_id, id)
);
-- Siblings have different names. Sites have no parent, and nulls are never equal, so they have an index of their own.
create unique index locations_org_id_parent_id_name_key on locations (org_id, parent_id, name) where archived_at is null;
create unique index locations_org_id_name_key on locations (org_id, name) where parent_id is null and archived_at is null;
create index locations_path on locations (org_id, path);

create table grants (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    role            text        not null,
    location_id     uuid,                               -- null: everywhere
    ends_at         timestamptz,                        -- null: until ended
    ended_at        timestamptz,
    granted_by      uuid        references users (id),
    created_at      timestamptz not null,
    version         bigint      not null default 1,
    unique (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create index grants_user on grants (user_id, org_id) where ended_at is null;
create index grants_org on grants (org_id, created_at);

-- An invitation becomes a grant when the link in its mail is followed. The token is stored as SHA-256.
create table invitations (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    email           text        not null,
    name            text        not null,
    role            text        not null,
    location_id     uuid,
    grant_ends_at   timestamptz,
    token_hash      text        not null unique,
    invited_by      uuid        not null references users (id),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    accepted_at     timestamptz,
    revoked_at      timestamptz,
    unique (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create unique index invitations_open on invitations (org_id, email) where accepted_at is null and revoked_at is null;

-- Which news of the organisation a user wants by mail. No row: the default of the kind.
create table mail_choices (
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    kind            text        not null,               -- bookings
    wanted          boolean     not null,
    primary key (org_id, user_id, kind)
);

create table resources (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    location_id     uuid        not null,
    slug            text        not null,
    name            text        not null,
    kind            text        not null check (kind in ('room', 'desk', 'office', 'equipment', 'vehicle', 'other')),
    status          text        not null check (status in ('available', 'maintenance', 'closed')),
    description     text        not null default '',
    capacity        bigint      not null check (capacity > 0),      -- people
    units           bigint      not null check (units > 0),         -- in use at once
    who             text        not null check (who in ('staff', 'members', 'anyone')),
    notice_minutes          bigint not null,
    horizon_days            bigint not null,
    min_minutes             bigint not null,
    max_minutes             bigint not null,
    grid_minutes            bigint not null,
    buffer_before_minutes   bigint not null,
    buffer_after_minutes    bigint not null,
    change_notice_minutes   bigint not null,            -- until when a guest may move or cancel
    price_minor     bigint,                             -- in the organisation's currency; null: no price shown
    price_per       text        not null default 'hour' check (price_per in ('hour', 'day')),
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id),
    unique (org_id, slug),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create index resources_name on resources (org_id, name, id);
create index resources_location on resources (org_id, location_id);

create table resource_amenities (
    org_id          uuid        not null references organisations (id),
    resource_id     uuid        not null,
    amenity         text        not null,               -- as typed; compared in lower case
    primary key (org_id, resource_id, amenity),
    foreign key (org_id, resource_id) references resources (org_id, id)
);

create table resource_photos (
    org_id          uuid        not null references organisations (id),
    resource_id     uuid        not null,
    file_id         uuid        not null,
    alt             text        not null default '',
    position        bigint      not null,
    primary key (org_id, resource_id, file_id),
    foreign key (org_id, resource_id) references resources (org_id, id),
    foreign key (org_id, file_id) references files (org_id, id)
);

-- Weekly opening hours: wall time in the resource's zone. Several spans a day; none at all: never open.
create table opening_hours (
    org_id          uuid        not null references organisations (id),
    resource_id     uuid        not null,
    weekday         smallint    not null check (weekday between 1 and 7),     -- ISO 8601: Monday is 1
    opens           smallint    not null check (opens between 0 and 1439),    -- minutes since midnight
    closes          smallint    not null check (closes between 1 and 1440),
    primary key (org_id, resource_id, weekday, opens),
    constraint opening_hours_span check (opens < closes),
    foreign key (org_id, resource_id) references resources (org_id, id)
);

-- A date with other hours than its weekday: a holiday, or a long Saturday. Of one resource, of a location and all
-- below it, or of the whole organisation. The nearest one wins.
create table day_exceptions (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    resource_id     uuid,
    location_id     uuid,
    day             date        not null,
    label           text        not null,
    spans           jsonb       not null,               -- [[540, 1020]]; [] is closed
    created_at      timestamptz not null,
    unique (org_id, id),
    constraint day_exceptions_one check (resource_id is null or location_id is null),
    foreign key (org_id, resource_id) references resources (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create index day_exceptions_day on day_exceptions (org_id, day);
-- A day is said once by each owner.
create unique index day_exceptions_org_id_resource_id_day_key on day_exceptions (org_id, resource_id, day) where resource_id is not null;
create unique index day_exceptions_org_id_location_id_day_key on day_exceptions (org_id, location_id, day) where location_id is not null;
create unique index day_exceptions_org_id_day_key on day_exceptions (org_id, day) where resource_id is null and location_id is null;

-- A span in which nothing can be booked: works, a private party. Of one resource, of a location, or of all.
create table blackouts (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    resource_id     uuid,
    location_id     uuid,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    reason          text        not null,
    created_at      timestamptz not null,
    unique (org_id, id),
    constraint blackouts_span check (starts_at < ends_at),
    constraint blackouts_one check (resource_id is null or location_id is null),
    foreign key (org_id, resource_id) references resources (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id)
);
create index blackouts_end on blackouts (org_id, ends_at);
