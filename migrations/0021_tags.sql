-- What labels lead to. An asset that came from another system keeps the id it had there, which its old label says.
alter table assets add column legacy_id text;
create unique index assets_org_id_legacy_id_key on assets (org_id, legacy_id) where legacy_id is not null;
create index assets_serial on assets (serial) where serial <> '';
create index assets_tag on assets (tag_key);
create index assets_legacy on assets (legacy_id) where legacy_id is not null;
