-- What the inventory was asked for: things that stay out longer are judged, years of the books begin when they do, and names
-- are the same whatever the case of their letters.

-- When it was said last by when something is expected back: from then on what is promised meanwhile is in the way.
alter table custodies add column due_said_at timestamptz;

-- When years of an organisation's books begin, where that is not January.
create table fiscal_years (
    org_id          uuid        not null primary key references organisations (id),
    first_month     bigint      not null,
    constraint fiscal_years_month check (first_month between 1 and 12)
);

-- Names in small letters, as the program writes them: no two in use have the same. Of those that were doubles before, all but
-- the first keep none until they are renamed, so that nothing that is there is lost or refused.
alter table asset_categories add column name_key text;
update asset_categories set name_key = lower(name) where archived_at is not null or not exists (
    select 1 from asset_categories o where o.org_id = asset_categories.org_id and o.archived_at is null and coalesce(cast(o.parent_id as text), '') = coalesce(cast(asset_categories.parent_id as text), '') and lower(o.name) = lower(asset_categories.name) and o.id < asset_categories.id);
create unique index asset_categories_org_id_parent_id_name_key_key on asset_categories (org_id, parent_id, name_key) where archived_at is null;
create unique index asset_categories_org_id_name_key_key on asset_categories (org_id, name_key) where parent_id is null and archived_at is null;
alter table vendors add column name_key text;
update vendors set name_key = lower(name) where archived_at is not null or not exists (
    select 1 from vendors o where o.org_id = vendors.org_id and o.archived_at is null and lower(o.name) = lower(vendors.name) and o.id < vendors.id);
create unique index vendors_org_id_name_key_key on vendors (org_id, name_key) where archived_at is null;
alter table asset_models add column name_key text;
update asset_models set name_key = lower(name) where archived_at is not null or not exists (
    select 1 from asset_models o where o.org_id = asset_models.org_id and o.archived_at is null and o.number = asset_models.number and lower(o.name) = lower(asset_models.name) and o.id < asset_models.id);
create unique index asset_models_org_id_name_key_number_key on asset_models (org_id, name_key, number) where archived_at is null;
alter table asset_labels add column name_key text;
update asset_labels set name_key = lower(name) where archived_at is not null or not exists (
    select 1 from asset_labels o where o.org_id = asset_labels.org_id and o.archived_at is null and lower(o.name) = lower(asset_labels.name) and o.id < asset_labels.id);
create unique index asset_labels_org_id_name_key_key on asset_labels (org_id, name_key) where archived_at is null;
alter table kit_templates add column name_key text;
update kit_templates set name_key = lower(name) where archived_at is not null or not exists (
    select 1 from kit_templates o where o.org_id = kit_templates.org_id and o.archived_at is null and lower(o.name) = lower(kit_templates.name) and o.id < kit_templates.id);
create unique index kit_templates_org_id_name_key_key on kit_templates (org_id, name_key) where archived_at is null;
