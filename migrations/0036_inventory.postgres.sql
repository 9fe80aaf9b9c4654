-- What is out stays out longer only as long as enough of its kind stays for what is booked: judged as when it left.
create function asset_is_promised_longer() returns trigger language plpgsql as $$
declare
    thing uuid;
    total bigint;
    since timestamptz := coalesce(new.due_said_at, new.out_at);
begin
    if new.in_at is not null or old.due_at is null or new.due_at <= old.due_at then return new; end if;
    select m.resource_id into thing from bookable_members m
      join resources r on r.org_id = m.org_id and r.id = m.resource_id and r.archived_at is null
     where m.org_id = new.org_id and m.asset_id = new.asset_id;
    if thing is null then return new; end if;
    perform 1 from resources where org_id = new.org_id and id = thing for no key update;
    if exists (select 1 from hand_outs h where h.org_id = new.org_id and h.custody_id = new.id) then return new; end if;
    select count(*) into total from bookable_members m where m.org_id = new.org_id and m.resource_id = thing;
    if 1 + bookable_peak(new.org_id, thing, null, since, new.due_at, since, new.asset_id) > total then
        raise exception 'asset_is_promised' using errcode = 'exclusion_violation', constraint = 'asset_is_promised';
    end if;
    return new;
end $$;
create trigger asset_is_promised_longer before update of due_at on custodies
    for each row execute function asset_is_promised_longer();
