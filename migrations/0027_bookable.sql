-- What is made of assets and can be booked: one asset, or any of a model. What is not there (lent to somebody, in
-- maintenance, kept) is taken off by the schema itself, so that nobody is promised it.

-- The instant by which something is expected back: the end of the day that was said, where the organisation is, or the end
-- of the booking that it was handed out for.
alter table custodies add column due_at timestamptz;

-- A resource that is an asset, or any of a model.
create table bookables (
    org_id          uuid        not null references organisations (id),
    resource_id     uuid        not null,
    asset_id        uuid,
    model_id        uuid,
    primary key (org_id, resource_id),
    constraint bookables_one check ((asset_id is null) <> (model_id is null)),
    foreign key (org_id, resource_id) references resources (org_id, id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, model_id) references asset_models (org_id, id)
);
create unique index bookables_org_id_asset_id_key on bookables (org_id, asset_id) where asset_id is not null;
create unique index bookables_org_id_model_id_key on bookables (org_id, model_id) where model_id is not null;

-- Which custody was handed out for which booking. It is written before the custody is, so that what judges the custody knows.
create table hand_outs (
    org_id          uuid        not null references organisations (id),
    custody_id      uuid        not null,
    booking_id      uuid        not null,
    primary key (org_id, custody_id),
    foreign key (org_id, custody_id) references custodies (org_id, id) deferrable initially deferred,
    foreign key (org_id, booking_id) references bookings (org_id, id)
);
create index hand_outs_booking on hand_outs (org_id, booking_id);

-- The assets that a resource is made of. One that can be booked by itself is none of its model's.
create view bookable_members as
select b.org_id, b.resource_id, a.id as asset_id
  from bookables b
  join assets a on a.org_id = b.org_id and a.id = b.asset_id
 where a.state <> 'disposed'
union all
select b.org_id, b.resource_id, a.id as asset_id
  from bookables b
  join assets a on a.org_id = b.org_id and a.model_id = b.model_id
 where a.state <> 'disposed'
   and not exists (select 1 from bookables own join resources r on r.org_id = own.org_id and r.id = own.resource_id
                    where own.org_id = a.org_id and own.asset_id = a.id and r.archived_at is null);

-- When one of them is not there. No beginning: always; no end: until somebody says otherwise. What should have ended at
-- `late_at` and has not goes on without an end.
create view bookable_absences as
select m.org_id, m.resource_id, m.asset_id, 'out' as cause, k.id as cause_id, k.out_at as from_at, k.due_at as until_at, k.due_at as late_at
  from bookable_members m
  join custodies k on k.org_id = m.org_id and k.asset_id = m.asset_id and k.in_at is null
 where not exists (select 1 from hand_outs h join bookings b on b.org_id = h.org_id and b.id = h.booking_id
                    where h.org_id = k.org_id and h.custody_id = k.id and b.resource_id = m.resource_id
                      and b.status not in ('cancelled', 'released'))
union all
select m.org_id, m.resource_id, m.asset_id, 'late' as cause, k.id as cause_id, b.ends_at as from_at, b.ends_at as until_at, b.ends_at as late_at
  from bookable_members m
  join custodies k on k.org_id = m.org_id and k.asset_id = m.asset_id and k.in_at is null
  join hand_outs h on h.org_id = k.org_id and h.custody_id = k.id
  join bookings b on b.org_id = h.org_id and b.id = h.booking_id and b.resource_id = m.resource_id and b.status not in ('cancelled', 'released')
union all
select m.org_id, m.resource_id, m.asset_id, 'work' as cause, o.id as cause_id, o.down_from as from_at, o.down_until as until_at, cast(null as timestamptz) as late_at
  from bookable_members m
  join work_orders o on o.org_id = m.org_id and o.asset_id = m.asset_id
 where o.state not in ('done', 'cancelled') and o.down_from is not null
union all
select m.org_id, m.resource_id, m.asset_id, 'maintenance' as cause, m.asset_id as cause_id, cast(null as timestamptz) as from_at,
       (select max(o.down_until) from work_orders o where o.org_id = m.org_id and o.asset_id = m.asset_id and o.took_out) as until_at,
       (select max(o.down_until) from work_orders o where o.org_id = m.org_id and o.asset_id = m.asset_id and o.took_out) as late_at
  from bookable_members m
  join assets a on a.org_id = m.org_id and a.id = m.asset_id
 where a.state = 'in_maintenance'
union all
select m.org_id, m.resource_id, m.asset_id, 'kept' as cause, m.asset_id as cause_id, cast(null as timestamptz) as from_at,
       cast(null as timestamptz) as until_at, cast(null as timestamptz) as late_at
  from bookable_members m
  join assets a on a.org_id = m.org_id and a.id = m.asset_id
  join asset_labels l on l.org_id = a.org_id and l.id = a.label_id
 where a.state = 'in_stock' and not l.may_leave
union all
select b.org_id, b.resource_id, b.resource_id as asset_id, 'none' as cause, b.resource_id as cause_id, cast(null as timestamptz) as from_at,
       cast(null as timestamptz) as until_at, cast(null as timestamptz) as late_at
  from bookables b
 where not exists (select 1 from bookable_members m where m.org_id = b.org_id and m.resource_id = b.resource_id);
