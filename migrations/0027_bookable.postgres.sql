-- What is out already is expected at the end of its day.
update custodies k set due_at = ((k.due_on + 1)::timestamp at time zone o.zone)
  from organisations o where o.id = k.org_id and k.due_on is not null;

-- How many of the assets that a resource is made of are not there at an instant, as it is known now; but for one of them.
create function bookable_absent(org uuid, resource uuid, at timestamptz, known timestamptz, but uuid) returns bigint language sql stable as $$
    select count(distinct x.asset_id) from bookable_absences x
     where x.org_id = org and x.resource_id = resource and x.asset_id is distinct from but
       and (x.from_at is null or x.from_at <= at) and (x.until_at is null or x.until_at > at or x.late_at <= known)
$$;

-- How many units of a resource are in use or not there at most at one time within a span.
create function bookable_peak(org uuid, resource uuid, booking uuid, from_at timestamptz, until_at timestamptz, known timestamptz, but uuid)
returns bigint language sql stable as $$
    select max((select coalesce(sum(o.units), 0) from bookings o
                 where o.org_id = org and o.resource_id = resource and o.status not in ('cancelled', 'released')
                   and o.id is distinct from booking and o.block_until > p.at and o.block_from <= p.at)
               + bookable_absent(org, resource, p.at, known, but))
      from (select from_at as at
            union
            select o.block_from from bookings o
             where o.org_id = org and o.resource_id = resource and o.status not in ('cancelled', 'released')
               and o.id is distinct from booking and o.block_until > from_at and o.block_from > from_at and (until_at is null or o.block_from < until_at)
            union
            select x.from_at from bookable_absences x
             where x.org_id = org and x.resource_id = resource and x.from_at > from_at and (until_at is null or x.from_at < until_at)) p
$$;

-- As before; what is made of assets has as many units as there are assets, but for those that are not there. What is not
-- there is read behind the same lock: whoever takes something away takes it, too.
create or replace function booking_overlap() returns trigger language plpgsql as $$
declare
    total bigint;
    peak  bigint;
begin
    -- What is over is not judged any more: it promises nothing.
    if new.status in ('cancelled', 'released', 'completed') then return new; end if;
    select units into total from resources where org_id = new.org_id and id = new.resource_id for no key update;
    if exists (select 1 from bookables b where b.org_id = new.org_id and b.resource_id = new.resource_id) then
        select count(*) into total from bookable_members m where m.org_id = new.org_id and m.resource_id = new.resource_id;
        peak := bookable_peak(new.org_id, new.resource_id, new.id, new.block_from, new.block_until, new.updated_at, null);
    else
        select max(used) into peak from (
            select (select sum(o.units) from bookings o
                     where o.org_id = new.org_id and o.resource_id = new.resource_id and o.status not in ('cancelled', 'released')
                       and o.id <> new.id and o.block_until > p.at and o.block_from <= p.at) as used
              from (select new.block_from as at
                    union
                    select block_from from bookings
                     where org_id = new.org_id and resource_id = new.resource_id and status not in ('cancelled', 'released')
                       and id <> new.id and block_until > new.block_from and block_from > new.block_from and block_from < new.block_until) p) q;
    end if;
    if new.units + coalesce(peak, 0) > total then
        raise exception 'booking_overlap' using errcode = 'exclusion_violation', constraint = 'booking_overlap';
    end if;
    return new;
end $$;

-- What is promised does not leave otherwise: whatever can be booked goes to somebody only for a booking, or as long as
-- enough of it stays for what is booked.
create function asset_is_promised() returns trigger language plpgsql as $$
declare
    thing uuid;
    total bigint;
begin
    if new.in_at is not null then return new; end if;
    select m.resource_id into thing from bookable_members m
      join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
     where m.org_id = new.org_id and m.asset_id = new.asset_id;
    if thing is null then return new; end if;
    perform 1 from resources where org_id = new.org_id and id = thing for no key update;
    if exists (select 1 from hand_outs h where h.org_id = new.org_id and h.custody_id = new.id) then return new; end if;
    select count(*) into total from bookable_members m where m.org_id = new.org_id and m.resource_id = thing;
    if 1 + bookable_peak(new.org_id, thing, null, new.out_at, new.due_at, new.out_at, new.asset_id) > total then
        raise exception 'asset_is_promised' using errcode = 'exclusion_violation', constraint = 'asset_is_promised';
    end if;
    return new;
end $$;
create trigger asset_is_promised before insert on custodies
    for each row execute function asset_is_promised();

-- For a booking as many are handed out as it holds. The row lock lets one at a time through.
create function booking_is_handed_out() returns trigger language plpgsql as $$
declare
    most bigint;
    had  bigint;
begin
    select units into most from bookings where org_id = new.org_id and id = new.booking_id and status not in ('cancelled', 'released') for no key update;
    select count(*) into had from hand_outs h
     where h.org_id = new.org_id and h.booking_id = new.booking_id
       and not exists (select 1 from custodies k where k.org_id = h.org_id and k.id = h.custody_id and k.in_at is not null);
    if most is null or had >= most then
        raise exception 'booking_is_handed_out' using errcode = 'exclusion_violation', constraint = 'booking_is_handed_out';
    end if;
    return new;
end $$;
create trigger booking_is_handed_out before insert on hand_outs
    for each row execute function booking_is_handed_out();

-- What is handed out is taken back before its booking is given back or goes elsewhere.
create function booking_is_out() returns trigger language plpgsql as $$
begin
    if (new.status in ('cancelled', 'released') or new.resource_id <> old.resource_id) and exists (
        select 1 from hand_outs h join custodies k on k.org_id = h.org_id and k.id = h.custody_id and k.in_at is null
         where h.org_id = new.org_id and h.booking_id = new.id)
    then
        raise exception 'booking_is_out' using errcode = 'check_violation', constraint = 'booking_is_out';
    end if;
    return new;
end $$;
create trigger booking_is_out before update of status, resource_id on bookings
    for each row execute function booking_is_out();

-- Any of a model: as many units as there are assets, and never fewer than are promised.
create function bookable_recount(org uuid, model uuid) returns void language plpgsql as $$
declare
    thing uuid;
    total bigint;
begin
    select b.resource_id into thing from bookables b where b.org_id = org and b.model_id = model;
    if thing is null then return; end if;
    perform 1 from resources where org_id = org and id = thing for no key update;
    select count(*) into total from bookable_members m where m.org_id = org and m.resource_id = thing;
    if total = 0 and exists (select 1 from bookings b where b.org_id = org and b.resource_id = thing
                                and b.status not in ('cancelled', 'released', 'completed')) then
        raise exception 'resource_units_promised' using errcode = 'exclusion_violation', constraint = 'resource_units_promised';
    end if;
    update resources set units = greatest(1, total), stamp = stamp + 1 where org_id = org and id = thing and units <> greatest(1, total);
end $$;
create function bookable_units() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and old.model_id is not null then perform bookable_recount(old.org_id, old.model_id); end if;
    if tg_op <> 'DELETE' and new.model_id is not null then perform bookable_recount(new.org_id, new.model_id); end if;
    return null;
end $$;
create trigger bookable_units_insert after insert on assets
    for each row execute function bookable_units();
create trigger bookable_units_update after update of model_id, state on assets
    for each row when (old.model_id is distinct from new.model_id or old.state <> new.state) execute function bookable_units();
create trigger bookable_units_delete after delete on assets
    for each row execute function bookable_units();
create function bookable_units_of_link() returns trigger language plpgsql as $$
begin
    perform bookable_recount(new.org_id, coalesce(new.model_id, (select a.model_id from assets a where a.org_id = new.org_id and a.id = new.asset_id)));
    return null;
end $$;
create trigger bookable_units_link after insert on bookables
    for each row execute function bookable_units_of_link();
create function bookable_units_of_archive() returns trigger language plpgsql as $$
begin
    perform bookable_recount(new.org_id, a.model_id) from bookables b join assets a on a.org_id = b.org_id and a.id = b.asset_id
      where b.org_id = new.org_id and b.resource_id = new.id and a.model_id is not null;
    return null;
end $$;
create trigger bookable_units_archive after update of archived_at on resources
    for each row execute function bookable_units_of_archive();

-- An asset that can be booked is disposed of when its resource is put away.
create function asset_is_bookable() returns trigger language plpgsql as $$
begin
    if exists (select 1 from bookables b join resources r on r.org_id = b.org_id and r.id = b.resource_id and r.archived_at is null
                where b.org_id = new.org_id and b.asset_id = new.id)
    then
        raise exception 'asset_is_bookable' using errcode = 'check_violation', constraint = 'asset_is_bookable';
    end if;
    return new;
end $$;
create trigger asset_is_bookable before update of state on assets
    for each row when (new.state = 'disposed' and old.state <> 'disposed') execute function asset_is_bookable();

-- Work that says when something cannot be used, and how an asset stands, decide what may be booked: whoever has judged a
-- wish already judges it again. The row locks let what is written and what is booked through one after the other.
create function work_closes() returns trigger language plpgsql as $$
begin
    update resources r set stamp = stamp + 1 where r.org_id = new.org_id and (
        r.id in (select m.resource_id from bookable_members m where m.org_id = new.org_id and m.asset_id = new.asset_id)
        or r.location_id in (select below.id from locations below
              join locations top on top.org_id = below.org_id and (below.id = top.id or below.path like top.path || '/%')
             where top.org_id = new.org_id and top.id = new.location_id));
    return null;
end $$;
create trigger work_closes_insert after insert on work_orders
    for each row when (new.down_from is not null) execute function work_closes();
create trigger work_closes_update after update of state, asset_id, location_id, down_from, down_until on work_orders
    for each row when (new.down_from is not null or old.down_from is not null) execute function work_closes();
create function bookable_stands() returns trigger language plpgsql as $$
begin
    update resources r set stamp = stamp + 1 where r.org_id = new.org_id
       and r.id in (select m.resource_id from bookable_members m where m.org_id = new.org_id and m.asset_id = new.id);
    return null;
end $$;
create trigger bookable_stands after update of state, label_id on assets
    for each row when (old.state <> new.state or old.label_id is distinct from new.label_id) execute function bookable_stands();
