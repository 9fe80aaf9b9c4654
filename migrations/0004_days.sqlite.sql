-- No overlap: at every instant inside the new block, the units in use stay within the resource's units. Use changes
-- only where a block starts, so the new block's start and the starts inside it are all that must be looked at.
-- What is over is not judged any more: it promises nothing.
-- Writers are serialised by SQLite, so what the trigger reads cannot change under it.
create trigger booking_overlap_insert before insert on bookings when new.status not in ('cancelled', 'released', 'completed')
begin
    select raise(abort, 'booking_overlap') where new.units + coalesce((
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
end;
create trigger booking_overlap_update before update of resource_id, block_from, block_until, units, status on bookings when new.status not in ('cancelled', 'released', 'completed')
begin
    select raise(abort, 'booking_overlap') where new.units + coalesce((
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
end;
-- Fewer units than are promised already would break promises made.
create trigger resource_units_promised before update of units on resources when new.units < old.units
begin
    select raise(abort, 'resource_units_promised') where exists (
        select 1 from bookings b
         where b.org_id = new.org_id and b.resource_id = new.id and b.status not in ('cancelled', 'released', 'completed')
           and (select sum(o.units) from bookings o
                 where o.org_id = new.org_id and o.resource_id = new.id and o.status not in ('cancelled', 'released', 'completed')
                   and o.block_until > b.block_from and o.block_from <= b.block_from) > new.units);
end;
