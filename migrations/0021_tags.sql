-- What labels lead to. An asset that came from another system keeps the id it had there, which its old label says.
alter table assets add column legacy_id text;
create unique index assets_org_id_legacy_id_key on assets (org_id, legacy_id) where legacy_id is not null;
create index assets_serial on assets (serial) where serial <> '';
create index assets_tag on assets (tag_key);
create index assets_legacy on assets (legacy_id) where legacy_id is not null;

-- Pictures of public pages are anybody's; files of assets are not.
alter table files add column is_public boolean not null default true;

-- The files of an asset; their bytes stand in `files`.
create table asset_files (
    org_id          uuid        not null references organisations (id),
    asset_id        uuid        not null,
    file_id         uuid        not null,
    name            text        not null,               -- what it was called where it came from
    is_picture      boolean     not null,
    added_by        uuid        references users (id),
    position        bigint      not null,
    primary key (org_id, asset_id, file_id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, file_id) references files (org_id, id)
);
create index asset_files_file on asset_files (org_id, file_id);
