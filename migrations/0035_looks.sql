-- What the clock decides in a held house may have left it before: it waits for the operator, told apart.

-- Written by a look of a held house: nobody knows whether its other self has sent it.
alter table messages add column is_unsure boolean not null default false;
-- When it was last looked at what the clock decides.
alter table installation add column looked_at timestamptz;
