-- A grant, and an invitation, names a built-in role or one of the organisation's own.
alter table grants alter column role drop not null;
alter table grants add column role_id uuid;
alter table grants add foreign key (org_id, role_id) references roles (org_id, id);
alter table grants add constraint grants_one_role check ((role is null) <> (role_id is null));
create index grants_role on grants (org_id, role_id) where role_id is not null;

alter table invitations alter column role drop not null;
alter table invitations add column role_id uuid;
alter table invitations add foreign key (org_id, role_id) references roles (org_id, id);
alter table invitations add constraint invitations_one_role check ((role is null) <> (role_id is null));
create index invitations_role on invitations (org_id, role_id) where role_id is not null;

-- An organisation always has an owner without an end who can sign in. The row lock lets one loss at a time through for
-- an organisation; needs READ COMMITTED, in which the look that follows sees what the one before has committed.
create function last_owner() returns trigger language plpgsql as $$
begin
    if old.role = 'owner' and old.location_id is null and old.ends_at is null and old.ended_at is null
       and not (coalesce(new.role, '') = 'owner' and new.location_id is null and new.ends_at is null and new.ended_at is null)
    then
        perform 1 from organisations where id = old.org_id for no key update;
        if not exists (
            select 1 from grants g join users u on u.id = g.user_id and u.disabled_at is null
             where g.org_id = old.org_id and g.id <> old.id and g.role = 'owner'
               and g.location_id is null and g.ends_at is null and g.ended_at is null)
        then
            raise exception 'last_owner' using errcode = 'exclusion_violation', constraint = 'last_owner';
        end if;
    end if;
    return new;
end $$;
create trigger last_owner before update of role, role_id, location_id, ends_at, ended_at on grants
    for each row execute function last_owner();

-- Nobody gets a role that is archived, and no role is archived that somebody holds or is invited to. Giving locks the
-- role's row for sharing, archiving locks it alone: whichever comes second sees what the first has done.
create function role_archived() returns trigger language plpgsql as $$
declare
    archived timestamptz;
begin
    if new.role_id is not null then
        select archived_at into archived from roles where org_id = new.org_id and id = new.role_id for share;
        if archived is not null then
            raise exception 'role_archived' using errcode = 'exclusion_violation', constraint = 'role_archived';
        end if;
    end if;
    return new;
end $$;
create trigger role_archived before insert or update of role_id on grants
    for each row execute function role_archived();
create trigger role_archived before insert or update of role_id on invitations
    for each row execute function role_archived();

create function role_held() returns trigger language plpgsql as $$
begin
    if new.archived_at is not null and old.archived_at is null and (
        exists (select 1 from grants where org_id = new.org_id and role_id = new.id and ended_at is null
            and (ends_at is null or ends_at > new.archived_at))
        or exists (select 1 from invitations where org_id = new.org_id and role_id = new.id and accepted_at is null and revoked_at is null))
    then
        raise exception 'role_held' using errcode = 'exclusion_violation', constraint = 'role_held';
    end if;
    return new;
end $$;
create trigger role_held before update of archived_at on roles
    for each row execute function role_held();

create function last_visit() returns trigger language plpgsql as $$
begin
    if new.user_id is not null then
        insert into last_visits (user_id, at) values (new.user_id, new.seen_at)
            on conflict (user_id) do update set at = excluded.at where excluded.at > last_visits.at;
    end if;
    return new;
end $$;
create trigger last_visit after insert or update of seen_at, user_id on sessions
    for each row execute function last_visit();
