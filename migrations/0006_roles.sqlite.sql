-- A grant, and an invitation, names a built-in role or one of the organisation's own. SQLite cannot add a composite
-- foreign key to a table, so both are made anew.
create table grants_anew (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    user_id         uuid        not null references users (id),
    role            text,                               -- built in
    location_id     uuid,                               -- null: everywhere
    ends_at         timestamptz,                        -- null: until ended
    ended_at        timestamptz,
    granted_by      uuid        references users (id),
    created_at      timestamptz not null,
    version         bigint      not null default 1,
    role_id         uuid,                               -- own
    unique (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, role_id) references roles (org_id, id),
    constraint grants_one_role check ((role is null) <> (role_id is null))
);
insert into grants_anew (id, org_id, user_id, role, location_id, ends_at, ended_at, granted_by, created_at, version)
    select id, org_id, user_id, role, location_id, ends_at, ended_at, granted_by, created_at, version from grants;
drop table grants;
alter table grants_anew rename to grants;
create index grants_user on grants (user_id, org_id) where ended_at is null;
create index grants_org on grants (org_id, created_at);
create index grants_role on grants (org_id, role_id) where role_id is not null;

create table invitations_anew (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    email           text        not null,
    name            text        not null,
    role            text,
    location_id     uuid,
    grant_ends_at   timestamptz,
    token_hash      text        not null unique,
    invited_by      uuid        not null references users (id),
    created_at      timestamptz not null,
    expires_at      timestamptz not null,
    accepted_at     timestamptz,
    revoked_at      timestamptz,
    role_id         uuid,
    unique (org_id, id),
    foreign key (org_id, location_id) references locations (org_id, id),
    foreign key (org_id, role_id) references roles (org_id, id),
    constraint invitations_one_role check ((role is null) <> (role_id is null))
);
insert into invitations_anew (id, org_id, email, name, role, location_id, grant_ends_at, token_hash, invited_by, created_at, expires_at, accepted_at, revoked_at)
    select id, org_id, email, name, role, location_id, grant_ends_at, token_hash, invited_by, created_at, expires_at, accepted_at, revoked_at from invitations;
drop table invitations;
alter table invitations_anew rename to invitations;
create unique index invitations_open on invitations (org_id, email) where accepted_at is null and revoked_at is null;
create index invitations_role on invitations (org_id, role_id) where role_id is not null;

-- An organisation always has an owner without an end who can sign in. Writers are serialised by SQLite, so what the
-- trigger reads cannot change under it.
create trigger last_owner before update of role, role_id, location_id, ends_at, ended_at on grants
    when old.role = 'owner' and old.location_id is null and old.ends_at is null and old.ended_at is null
     and not (coalesce(new.role, '') = 'owner' and new.location_id is null and new.ends_at is null and new.ended_at is null)
begin
    select raise(abort, 'last_owner') where not exists (
        select 1 from grants g join users u on u.id = g.user_id and u.disabled_at is null
         where g.org_id = old.org_id and g.id <> old.id and g.role = 'owner'
           and g.location_id is null and g.ends_at is null and g.ended_at is null);
end;

-- Nobody gets a role that is archived, and no role is archived that somebody holds or is invited to.
create trigger role_archived_grant_insert before insert on grants when new.role_id is not null
begin
    select raise(abort, 'role_archived') where exists (
        select 1 from roles where org_id = new.org_id and id = new.role_id and archived_at is not null);
end;
create trigger role_archived_grant_update before update of role_id on grants when new.role_id is not null
begin
    select raise(abort, 'role_archived') where exists (
        select 1 from roles where org_id = new.org_id and id = new.role_id and archived_at is not null);
end;
create trigger role_archived_invitation_insert before insert on invitations when new.role_id is not null
begin
    select raise(abort, 'role_archived') where exists (
        select 1 from roles where org_id = new.org_id and id = new.role_id and archived_at is not null);
end;
create trigger role_archived_invitation_update before update of role_id on invitations when new.role_id is not null
begin
    select raise(abort, 'role_archived') where exists (
        select 1 from roles where org_id = new.org_id and id = new.role_id and archived_at is not null);
end;
create trigger role_held before update of archived_at on roles when new.archived_at is not null and old.archived_at is null
begin
    select raise(abort, 'role_held') where exists (
        select 1 from grants where org_id = new.org_id and role_id = new.id and ended_at is null
            and (ends_at is null or ends_at > new.archived_at))
     or exists (
        select 1 from invitations where org_id = new.org_id and role_id = new.id and accepted_at is null and revoked_at is null);
end;

create trigger last_visit_insert after insert on sessions when new.user_id is not null
begin
    insert into last_visits (user_id, at) values (new.user_id, new.seen_at)
        on conflict (user_id) do update set at = excluded.at where excluded.at > last_visits.at;
end;
create trigger last_visit_update after update of seen_at, user_id on sessions when new.user_id is not null
begin
    insert into last_visits (user_id, at) values (new.user_id, new.seen_at)
        on conflict (user_id) do update set at = excluded.at where excluded.at > last_visits.at;
end;
