-- More lists have views, and columns of one's own choosing.
alter table list_views drop constraint list_views_kind_check;
alter table list_views add constraint list_views_kind_check check (kind in ('assets', 'stock', 'work-orders'));
alter table list_columns drop constraint list_columns_kind_check;
alter table list_columns add constraint list_columns_kind_check check (kind in ('assets', 'stock', 'work-orders'));
