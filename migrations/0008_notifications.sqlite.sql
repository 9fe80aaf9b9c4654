-- Bookings made so far get their reminder too. The hour is found when the row comes due, which is early enough for any.
insert into booking_letters (org_id, booking_id, kind, since, due_at)
select org_id, id, 'reminder', created_at, strftime('%Y-%m-%dT%H:%M:%S+00:00', starts_at, '-40 hours')
  from bookings where status = 'confirmed' and starts_at > strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now');
