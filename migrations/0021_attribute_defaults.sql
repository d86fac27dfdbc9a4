-- Custom attributes of a list: whether its enrolled devices follow it, and what its devices have where the list says nothing.
alter table bulk_enrollment add column attributes_follow_list boolean not null default false;
alter table bulk_enrollment add column default_attributes jsonb not null default '{}';

-- Since when the token has its end: nobody is reminded of a threshold that lay before. Null: since before this was kept.
alter table bulk_enrollment add column token_set_at timestamptz;
