-- Lists of a hundred thousand assets, and the history of one among a million facts.

-- What happened to one thing, in the order in which it is shown: with the id the index gives that order by itself, and an
-- engine does not walk through everything that happened to find it.
drop index events_subject;
create index events_subject on events (org_id, subject_id, at, id);

-- With the state, how many of a category, a model or a place are there is counted in the index alone.
drop index assets_category;
create index assets_category on assets (org_id, category_id, tag_key, state);
drop index assets_model;
create index assets_model on assets (org_id, model_id, tag_key, state);
drop index assets_location;
create index assets_location on assets (org_id, location_id, tag_key, state);
-- What is filtered by as well.
create index assets_label on assets (org_id, label_id, tag_key) where label_id is not null;
create index assets_supplier on assets (org_id, supplier_id, tag_key, state) where supplier_id is not null;
