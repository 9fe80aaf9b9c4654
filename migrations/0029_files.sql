-- Where the bytes of a file stand: in its row for good, as those of pictures and signed papers do, which belong to a record; or
-- in the place that the operator chose for the files of assets, which can be moved from one to the other. Outside of the
-- database they have a generated name, and the row has none of them.
alter table files add column place text not null default 'row' check (place in ('row', 'database', 'disk', 's3'));
alter table files add column object_id uuid check ((place in ('disk', 's3')) = (object_id is not null));
create unique index files_object on files (org_id, object_id) where object_id is not null;
create index files_place on files (place, id) where place <> 'row';
update files set place = 'database' where id in (select a.file_id from asset_files a where a.org_id = files.org_id);
