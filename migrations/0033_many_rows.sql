-- What a page counts or looks for among many thousand rows is found by an index.

-- The states of an endpoint's calls are counted on its page, and one of them may be listed alone.
create index webhook_deliveries_state on webhook_deliveries (org_id, endpoint_id, status, created_at, id);
-- Letters that somebody should look at, on every front page; they are few.
create index messages_trouble on messages (org_id, queued_at, status) where status in ('failed', 'uncertain');
