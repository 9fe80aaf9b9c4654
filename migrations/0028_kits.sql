-- Kits: a template says what belongs together; a kit is an asset whose parts are assigned to it.
create table kit_templates (
    id              uuid        not null primary key,
    org_id          uuid        not null references organisations (id),
    name            text        not null,
    note            text        not null default '',
    version         bigint      not null default 1,
    created_at      timestamptz not null,
    archived_at     timestamptz,
    unique (org_id, id)
);
create unique index kit_templates_org_id_name_key on kit_templates (org_id, name) where archived_at is null;

-- What must be in it: so many of a model or of a category (and what stands in it), or so much of an item of stock.
create table kit_lines (
    org_id          uuid        not null references organisations (id),
    template_id     uuid        not null,
    position        bigint      not null,
    model_id        uuid,
    category_id     uuid,
    item_id         uuid,
    quantity        bigint      not null check (quantity > 0),
    primary key (org_id, template_id, position),
    constraint kit_lines_one check (
        (case when model_id is null then 0 else 1 end)
        + (case when category_id is null then 0 else 1 end)
        + (case when item_id is null then 0 else 1 end) = 1),
    foreign key (org_id, template_id) references kit_templates (org_id, id),
    foreign key (org_id, model_id) references asset_models (org_id, id),
    foreign key (org_id, category_id) references asset_categories (org_id, id),
    foreign key (org_id, item_id) references stock_items (org_id, id)
);
create index kit_lines_model on kit_lines (org_id, model_id) where model_id is not null;
create index kit_lines_category on kit_lines (org_id, category_id) where category_id is not null;
create index kit_lines_item on kit_lines (org_id, item_id) where item_id is not null;

-- Which assets are kits, and of which template.
create table kits (
    org_id          uuid        not null references organisations (id),
    asset_id        uuid        not null,
    template_id     uuid        not null,
    created_at      timestamptz not null,
    primary key (org_id, asset_id),
    foreign key (org_id, asset_id) references assets (org_id, id),
    foreign key (org_id, template_id) references kit_templates (org_id, id)
);
create index kits_template on kits (org_id, template_id);
