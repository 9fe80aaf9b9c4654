-- What is filtered by where very many assets are owned.

create index assets_ends on assets (org_id, ends_on) where ends_on is not null;
