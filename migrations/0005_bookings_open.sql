-- What is still to come: the list that staff open first. Few rows of many, in the order of the list.
create index bookings_open on bookings (org_id, starts_at, id) where status in ('held', 'pending', 'confirmed', 'checked_in');
