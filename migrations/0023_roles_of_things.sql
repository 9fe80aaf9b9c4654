-- A role that an organisation has made may hold for some of its assets only: what it allows about assets, it allows for
-- those of these categories and all below them.
alter table roles add column categories jsonb not null default '[]';   -- ids of categories; none: all of them
