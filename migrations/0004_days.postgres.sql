-- No overlap: at every instant inside the new block, the units in use stay within the resource's units. Use changes
-- only where a block starts, so the new block's start and the starts inside it are all that must be looked at.
-- The row lock lets one booking at a time through for a resource; needs READ COMMITTED, in which the count that
-- follows sees what the one before has committed (under REPEATABLE READ it would not).
create function booking_overlap() returns trigger language plpgsql as $$
declare
    total bigint;
    peak  bigint;
begin
    -- What is over is not judged any more: it promises nothing.
    if new.status in ('cancelled', 'released', 'completed') then return new; end if;
    select units into total from resources where org_id = new.org_id and id = new.resource_id for no key update;
    select max(used) into peak from (
        select (select sum(o.units) from bookings o
                 where o.org_id = new.org_id and o.resource_id = new.resource_id and o.status not in ('cancelled', 'released')
                   and o.id <> new.id and o.block_until > p.at and o.block_from <= p.at) as used
          from (select new.block_from as at
                union
                select block_from from bookings
                 where org_id = new.org_id and resource_id = new.resource_id and status not in ('cancelled', 'released')
                   and id <> new.id and block_until > new.block_from and block_from > new.block_from and block_from < new.block_until) p) q;
    if new.units + coalesce(peak, 0) > total then
        raise exception 'booking_overlap' using errcode = 'exclusion_violation', constraint = 'booking_overlap';
    end if;
    return new;
end $$;
create trigger booking_overlap before insert or update of resource_id, block_from, block_until, units, status on bookings
    for each row execute function booking_overlap();

-- Fewer units than are promised already would break promises made.
create function resource_units_promised() returns trigger language plpgsql as $$
begin
    if new.units < old.units and exists (
        select 1 from bookings b
         where b.org_id = new.org_id and b.resource_id = new.id and b.status not in ('cancelled', 'released', 'completed')
           and (select sum(o.units) from bookings o
                 where o.org_id = new.org_id and o.resource_id = new.id and o.status not in ('cancelled', 'released', 'completed')
                   and o.block_until > b.block_from and o.block_from <= b.block_from) > new.units)
    then
        raise exception 'resource_units_promised' using errcode = 'exclusion_violation', constraint = 'resource_units_promised';
    end if;
    return new;
end $$;
create trigger resource_units_promised before update of units on resources
    for each row execute function resource_units_promised();
