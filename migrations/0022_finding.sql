-- What helps to bring many things in, and to find them again.

-- A file of assets that was uploaded: how it was read, what is to become of it, and what did.
create table asset_imports (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    user_id         uuid        references users (id),  -- whose rights it is judged by
    file_name       text        not null,
    encoding        text        not null,
    separator       text        not null,
    heads           jsonb       not null,               -- ["Asset Tag", ...]
    options         jsonb       not null,               -- what each column is read as, and the rest of the form
    stage           text        not null check (stage in ('checking', 'checked', 'running', 'done', 'undoing', 'undone')),
    turn            bigint      not null default 1,     -- grows with every change of the stage: work of an older turn stops
    position        bigint      not null default 0,     -- parts that this stage is done with
    parts           bigint      not null,
    row_count       bigint      not null,
    counts          jsonb       not null,
    why             text        not null default '',    -- why it was stopped
    created_at      timestamptz not null,
    finished_at     timestamptz,
    unique (org_id, id)
);
create index asset_imports_created on asset_imports (org_id, created_at);

-- Its rows, some hundreds each, with what became of each: locked, because nobody knows what people send. Gone after a while.
create table asset_import_parts (
    id              uuid        not null primary key,   -- what the content is locked for
    org_id          uuid        not null references organisations (id),
    import_id       uuid        not null,
    number          bigint      not null,               -- from 0; -1: what the page shows of all of them
    content         text        not null,
    unique (org_id, id),
    unique (org_id, import_id, number),
    foreign key (org_id, import_id) references asset_imports (org_id, id)
);

-- A list as somebody wants to find it again: which list, and what its address asks for.
create table list_views (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    kind            text        not null check (kind in ('assets')),
    name            text        not null,
    query           text        not null,               -- behind the question mark
    is_shared       boolean     not null,               -- everybody of the organisation finds it
    created_at      timestamptz not null,
    unique (org_id, id),
    unique (org_id, user_id, kind, name)
);

-- Views that somebody has in their sidebar.
create table list_view_pins (
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    view_id         uuid        not null,
    primary key (org_id, user_id, view_id),
    foreign key (org_id, view_id) references list_views (org_id, id)
);

-- The columns that somebody wants where an address asks for none.
create table list_columns (
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    kind            text        not null check (kind in ('assets')),
    columns         text        not null,
    primary key (org_id, user_id, kind)
);
