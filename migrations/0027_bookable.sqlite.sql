-- What is out already is expected at the end of its day, by the clock of Greenwich: this engine knows no other.
update custodies set due_at = date(due_on, '+1 day') || 'T00:00:00+00:00' where due_on is not null;

-- As before; what is made of assets has as many units as there are assets, but for those that are not there.
drop trigger booking_overlap_insert;
drop trigger booking_overlap_update;
create trigger booking_overlap_insert before insert on bookings when new.status not in ('cancelled', 'released', 'completed')
begin
    select raise(abort, 'booking_overlap') where not exists (select 1 from bookables b where b.org_id = new.org_id and b.resource_id = new.resource_id)
       and new.units + coalesce((
        select max(used) from (
            select (select sum(o.units) from bookings o
                     where o.org_id = new.org_id and o.resource_id = new.resource_id and o.status not in ('cancelled', 'released')
                       and o.id <> new.id and o.block_until > p.at and o.block_from <= p.at) as used
              from (select new.block_from as at
                    union
                    select block_from from bookings
                     where org_id = new.org_id and resource_id = new.resource_id and status not in ('cancelled', 'released')
                       and id <> new.id and block_until > new.block_from and block_from > new.block_from and block_from < new.block_until) p
        )), 0) > (select units from resources where org_id = new.org_id and id = new.resource_id);
    select raise(abort, 'booking_overlap') where exists (select 1 from bookables b where b.org_id = new.org_id and b.resource_id = new.resource_id)
       and new.units + coalesce((
        select max(used) from (
            select (select coalesce(sum(o.units), 0) from bookings o
                     where o.org_id = new.org_id and o.resource_id = new.resource_id and o.status not in ('cancelled', 'released')
                       and o.id <> new.id and o.block_until > p.at and o.block_from <= p.at)
                   + (select count(distinct x.asset_id) from bookable_absences x
                       where x.org_id = new.org_id and x.resource_id = new.resource_id
                         and (x.from_at is null or x.from_at <= p.at) and (x.until_at is null or x.until_at > p.at or x.late_at <= new.updated_at)) as used
              from (select new.block_from as at
                    union
                    select block_from from bookings
                     where org_id = new.org_id and resource_id = new.resource_id and status not in ('cancelled', 'released')
                       and id <> new.id and block_until > new.block_from and block_from > new.block_from and block_from < new.block_until
                    union
                    select x.from_at from bookable_absences x
                     where x.org_id = new.org_id and x.resource_id = new.resource_id and x.from_at > new.block_from and x.from_at < new.block_until) p
        )), 0) > (select count(*) from bookable_members m where m.org_id = new.org_id and m.resource_id = new.resource_id);
end;
create trigger booking_overlap_update before update of resource_id, block_from, block_until, units, status on bookings when new.status not in ('cancelled', 'released', 'completed')
begin
    select raise(abort, 'booking_overlap') where not exists (select 1 from bookables b where b.org_id = new.org_id and b.resource_id = new.resource_id)
       and new.units + coalesce((
        select max(used) from (
            select (select sum(o.units) from bookings o
                     where o.org_id = new.org_id and o.resource_id = new.resource_id and o.status not in ('cancelled', 'released')
                       and o.id <> new.id and o.block_until > p.at and o.block_from <= p.at) as used
              from (select new.block_from as at
                    union
                    select block_from from bookings
                     where org_id = new.org_id and resource_id = new.resource_id and status not in ('cancelled', 'released')
                       and id <> new.id and block_until > new.block_from and block_from > new.block_from and block_from < new.block_until) p
        )), 0) > (select units from resources where org_id = new.org_id and id = new.resource_id);
    select raise(abort, 'booking_overlap') where exists (select 1 from bookables b where b.org_id = new.org_id and b.resource_id = new.resource_id)
       and new.units + coalesce((
        select max(used) from (
            select (select coalesce(sum(o.units), 0) from bookings o
                     where o.org_id = new.org_id and o.resource_id = new.resource_id and o.status not in ('cancelled', 'released')
                       and o.id <> new.id and o.block_until > p.at and o.block_from <= p.at)
                   + (select count(distinct x.asset_id) from bookable_absences x
                       where x.org_id = new.org_id and x.resource_id = new.resource_id
                         and (x.from_at is null or x.from_at <= p.at) and (x.until_at is null or x.until_at > p.at or x.late_at <= new.updated_at)) as used
              from (select new.block_from as at
                    union
                    select block_from from bookings
                     where org_id = new.org_id and resource_id = new.resource_id and status not in ('cancelled', 'released')
                       and id <> new.id and block_until > new.block_from and block_from > new.block_from and block_from < new.block_until
                    union
                    select x.from_at from bookable_absences x
                     where x.org_id = new.org_id and x.resource_id = new.resource_id and x.from_at > new.block_from and x.from_at < new.block_until) p
        )), 0) > (select count(*) from bookable_members m where m.org_id = new.org_id and m.resource_id = new.resource_id);
end;
-- What is promised does not leave otherwise: whatever can be booked goes to somebody only for a booking, or as long as
-- enough of it stays for what is booked.
create trigger asset_is_promised before insert on custodies when new.in_at is null
   and exists (select 1 from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                where m.org_id = new.org_id and m.asset_id = new.asset_id)
   and not exists (select 1 from hand_outs h where h.org_id = new.org_id and h.custody_id = new.id)
begin
    select raise(abort, 'asset_is_promised') where 1 + coalesce((
        select max(used) from (
            select (select coalesce(sum(o.units), 0) from bookings o
                     where o.org_id = new.org_id and o.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id)
                       and o.status not in ('cancelled', 'released') and o.block_until > p.at and o.block_from <= p.at)
                   + (select count(distinct x.asset_id) from bookable_absences x
                       where x.org_id = new.org_id and x.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id) and x.asset_id <> new.asset_id
                         and (x.from_at is null or x.from_at <= p.at) and (x.until_at is null or x.until_at > p.at or x.late_at <= new.out_at)) as used
              from (select new.out_at as at
                    union
                    select o.block_from from bookings o
                     where o.org_id = new.org_id and o.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id)
                       and o.status not in ('cancelled', 'released') and o.block_until > new.out_at and o.block_from > new.out_at
                       and (new.due_at is null or o.block_from < new.due_at)
                    union
                    select x.from_at from bookable_absences x
                     where x.org_id = new.org_id and x.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id)
                       and x.from_at > new.out_at and (new.due_at is null or x.from_at < new.due_at)) p
        )), 0) > (select count(*) from bookable_members m where m.org_id = new.org_id and m.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id));
end;
-- For a booking as many are handed out as it holds.
create trigger booking_is_handed_out before insert on hand_outs
begin
    select raise(abort, 'booking_is_handed_out') where (
        select count(*) from hand_outs h
         where h.org_id = new.org_id and h.booking_id = new.booking_id
           and not exists (select 1 from custodies k where k.org_id = h.org_id and k.id = h.custody_id and k.in_at is not null))
        >= coalesce((select units from bookings where org_id = new.org_id and id = new.booking_id and status not in ('cancelled', 'released')), 0);
end;
-- What is handed out is taken back before its booking is given back or goes elsewhere.
create trigger booking_is_out before update of status, resource_id on bookings
    when new.status in ('cancelled', 'released') or new.resource_id <> old.resource_id
begin
    select raise(abort, 'booking_is_out') where exists (
        select 1 from hand_outs h join custodies k on k.org_id = h.org_id and k.id = h.custody_id and k.in_at is null
         where h.org_id = new.org_id and h.booking_id = new.id);
end;
-- Any of a model: as many units as there are assets, and never fewer than are promised.
create trigger bookable_units_insert after insert on assets when new.model_id is not null
begin
    select raise(abort, 'resource_units_promised') where exists (
        select 1 from bookings k join bookables b on b.org_id = k.org_id and b.resource_id = k.resource_id and b.model_id = new.model_id
         where k.org_id = new.org_id and k.status not in ('cancelled', 'released', 'completed')
           and not exists (select 1 from bookable_members m where m.org_id = b.org_id and m.resource_id = b.resource_id));
    update resources set stamp = stamp + 1,
           units = max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id))
     where org_id = new.org_id and id = (select b.resource_id from bookables b where b.org_id = new.org_id and b.model_id = new.model_id)
       and units <> max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id));
end;
create trigger bookable_units_update after update of model_id, state on assets when old.model_id is not new.model_id or old.state <> new.state
begin
    select raise(abort, 'resource_units_promised') where exists (
        select 1 from bookings k join bookables b on b.org_id = k.org_id and b.resource_id = k.resource_id and b.model_id = old.model_id
         where k.org_id = old.org_id and k.status not in ('cancelled', 'released', 'completed')
           and not exists (select 1 from bookable_members m where m.org_id = b.org_id and m.resource_id = b.resource_id));
    update resources set stamp = stamp + 1,
           units = max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id))
     where org_id = old.org_id and id = (select b.resource_id from bookables b where b.org_id = old.org_id and b.model_id = old.model_id)
       and units <> max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id));
    select raise(abort, 'resource_units_promised') where exists (
        select 1 from bookings k join bookables b on b.org_id = k.org_id and b.resource_id = k.resource_id and b.model_id = new.model_id
         where k.org_id = new.org_id and k.status not in ('cancelled', 'released', 'completed')
           and not exists (select 1 from bookable_members m where m.org_id = b.org_id and m.resource_id = b.resource_id));
    update resources set stamp = stamp + 1,
           units = max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id))
     where org_id = new.org_id and id = (select b.resource_id from bookables b where b.org_id = new.org_id and b.model_id = new.model_id)
       and units <> max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id));
end;
create trigger bookable_units_delete after delete on assets when old.model_id is not null
begin
    select raise(abort, 'resource_units_promised') where exists (
        select 1 from bookings k join bookables b on b.org_id = k.org_id and b.resource_id = k.resource_id and b.model_id = old.model_id
         where k.org_id = old.org_id and k.status not in ('cancelled', 'released', 'completed')
           and not exists (select 1 from bookable_members m where m.org_id = b.org_id and m.resource_id = b.resource_id));
    update resources set stamp = stamp + 1,
           units = max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id))
     where org_id = old.org_id and id = (select b.resource_id from bookables b where b.org_id = old.org_id and b.model_id = old.model_id)
       and units <> max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id));
end;
create trigger bookable_units_link after insert on bookables
begin
    select raise(abort, 'resource_units_promised') where exists (
        select 1 from bookings k join bookables b on b.org_id = k.org_id and b.resource_id = k.resource_id and b.model_id = coalesce(new.model_id, (select a.model_id from assets a where a.org_id = new.org_id and a.id = new.asset_id))
         where k.org_id = new.org_id and k.status not in ('cancelled', 'released', 'completed')
           and not exists (select 1 from bookable_members m where m.org_id = b.org_id and m.resource_id = b.resource_id));
    update resources set stamp = stamp + 1,
           units = max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id))
     where org_id = new.org_id and id = (select b.resource_id from bookables b where b.org_id = new.org_id and b.model_id = coalesce(new.model_id, (select a.model_id from assets a where a.org_id = new.org_id and a.id = new.asset_id)))
       and units <> max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id));
end;
create trigger bookable_units_archive after update of archived_at on resources
    when exists (select 1 from bookables b where b.org_id = new.org_id and b.resource_id = new.id and b.asset_id is not null)
begin
    select raise(abort, 'resource_units_promised') where exists (
        select 1 from bookings k join bookables b on b.org_id = k.org_id and b.resource_id = k.resource_id and b.model_id = (select a.model_id from bookables own join assets a on a.org_id = own.org_id and a.id = own.asset_id where own.org_id = new.org_id and own.resource_id = new.id)
         where k.org_id = new.org_id and k.status not in ('cancelled', 'released', 'completed')
           and not exists (select 1 from bookable_members m where m.org_id = b.org_id and m.resource_id = b.resource_id));
    update resources set stamp = stamp + 1,
           units = max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id))
     where org_id = new.org_id and id = (select b.resource_id from bookables b where b.org_id = new.org_id and b.model_id = (select a.model_id from bookables own join assets a on a.org_id = own.org_id and a.id = own.asset_id where own.org_id = new.org_id and own.resource_id = new.id))
       and units <> max(1, (select count(*) from bookable_members m where m.org_id = resources.org_id and m.resource_id = resources.id));
end;
-- An asset that can be booked is disposed of when its resource is put away.
create trigger asset_is_bookable before update of state on assets when new.state = 'disposed' and old.state <> 'disposed'
begin
    select raise(abort, 'asset_is_bookable') where exists (
        select 1 from bookables b join resources r on r.org_id = b.org_id and r.id = b.resource_id and r.archived_at is null
         where b.org_id = new.org_id and b.asset_id = new.id);
end;
-- Work that says when something cannot be used, and how an asset stands, decide what may be booked: whoever has judged a
-- wish already judges it again.
create trigger work_closes_insert after insert on work_orders when new.down_from is not null
begin
    update resources set stamp = stamp + 1 where org_id = new.org_id and (
        id in (select m.resource_id from bookable_members m where m.org_id = new.org_id and m.asset_id = new.asset_id)
        or location_id in (select below.id from locations below
              join locations top on top.org_id = below.org_id and (below.id = top.id or below.path like top.path || '/%')
             where top.org_id = new.org_id and top.id = new.location_id));
end;
create trigger work_closes_update after update of state, asset_id, location_id, down_from, down_until on work_orders
    when new.down_from is not null or old.down_from is not null
begin
    update resources set stamp = stamp + 1 where org_id = new.org_id and (
        id in (select m.resource_id from bookable_members m where m.org_id = new.org_id and m.asset_id = new.asset_id)
        or location_id in (select below.id from locations below
              join locations top on top.org_id = below.org_id and (below.id = top.id or below.path like top.path || '/%')
             where top.org_id = new.org_id and top.id = new.location_id));
end;
create trigger bookable_stands after update of state, label_id on assets when old.state <> new.state or old.label_id is not new.label_id
begin
    update resources set stamp = stamp + 1 where org_id = new.org_id
       and id in (select m.resource_id from bookable_members m where m.org_id = new.org_id and m.asset_id = new.id);
end;
