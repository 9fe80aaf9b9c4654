-- What the inventory was asked for: things that stay out longer are judged.

-- When it was said last by when something is expected back: from then on what is promised meanwhile is in the way.
alter table custodies add column due_said_at timestamptz;
