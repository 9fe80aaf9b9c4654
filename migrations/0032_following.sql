-- Audits that can be changed while they run; files of work orders; planned maintenance that is put off.

-- When those who do not answer are reminded: days after the letter, with commas between them; empty: never.
alter table audits add column reminders text not null default '3,7,14';
-- Two who change an audit at once hear of each other.
alter table audits add column version bigint not null default 1;
