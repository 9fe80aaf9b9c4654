-- What is out stays out longer only as long as enough of its kind stays for what is booked: judged as when it left.
create trigger asset_is_promised_longer before update of due_at on custodies when new.in_at is null
   and new.due_at is not old.due_at and old.due_at is not null and (new.due_at is null or new.due_at > old.due_at)
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
                         and (x.from_at is null or x.from_at <= p.at) and (x.until_at is null or x.until_at > p.at or x.late_at <= coalesce(new.due_said_at, new.out_at))) as used
              from (select coalesce(new.due_said_at, new.out_at) as at
                    union
                    select o.block_from from bookings o
                     where o.org_id = new.org_id and o.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id)
                       and o.status not in ('cancelled', 'released') and o.block_until > coalesce(new.due_said_at, new.out_at) and o.block_from > coalesce(new.due_said_at, new.out_at)
                       and (new.due_at is null or o.block_from < new.due_at)
                    union
                    select x.from_at from bookable_absences x
                     where x.org_id = new.org_id and x.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id)
                       and x.from_at > coalesce(new.due_said_at, new.out_at) and (new.due_at is null or x.from_at < new.due_at)) p
        )), 0) > (select count(*) from bookable_members m where m.org_id = new.org_id and m.resource_id = (select m.resource_id from bookable_members m join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
                    where m.org_id = new.org_id and m.asset_id = new.asset_id));
end;
