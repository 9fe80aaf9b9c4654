-- More lists have views, and columns of one's own choosing. SQLite cannot change a check, so the tables are made anew under
-- their own names; what refers to them waits for the end.
pragma defer_foreign_keys = on;
create table list_views_were as select * from list_views;
drop table list_views;
create table list_views (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    kind            text        not null check (kind in ('assets', 'stock', 'work-orders')),
    name            text        not null,
    query           text        not null,               -- behind the question mark
    is_shared       boolean     not null,               -- everybody of the organisation finds it
    created_at      timestamptz not null,
    unique (org_id, id),
    unique (org_id, user_id, kind, name)
);
insert into list_views (id, org_id, user_id, kind, name, query, is_shared, created_at)
    select id, org_id, user_id, kind, name, query, is_shared, created_at from list_views_were;
drop table list_views_were;

create table list_columns_were as select * from list_columns;
drop table list_columns;
create table list_columns (
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    kind            text        not null check (kind in ('assets', 'stock', 'work-orders')),
    columns         text        not null,
    primary key (org_id, user_id, kind)
);
insert into list_columns (org_id, user_id, kind, columns) select org_id, user_id, kind, columns from list_columns_were;
drop table list_columns_were;
