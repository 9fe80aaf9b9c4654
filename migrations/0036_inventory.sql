-- What the inventory was asked for: things that stay out longer are judged, and years of the books
-- begin when they do.

-- When it was said last by when something is expected back: from then on what is promised meanwhile is in the way.
alter table custodies add column due_said_at timestamptz;

-- When years of an organisation's books begin, where that is not January.
create table fiscal_years (
    org_id          uuid        not null primary key references organisations (id),
    first_month     bigint      not null,
    constraint fiscal_years_month check (first_month between 1 and 12)
);
