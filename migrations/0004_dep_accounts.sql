-- What the record of a device gets that an account pre-enrolls.
alter table dep_account add column default_template_id uuid references template on delete set null;
alter table dep_account add column default_authentication text not null default 'none'
  check (default_authentication in ('none', 'login', 'keycode'));
create index dep_account_template on dep_account (default_template_id) where default_template_id is not null;

create table dep_account_group (
  account_id uuid not null references dep_account on delete cascade,
  group_id uuid not null references device_group on delete cascade,
  primary key (account_id, group_id)
);
create index dep_account_group_group on dep_account_group (group_id);

-- How many days were left when somebody was last reminded that this token ends; null for a new token.
alter table dep_account add column reminded_days integer;
-- When the pair of a renewal was made.
alter table dep_account add column staged_at timestamptz;

-- When a server began the work; before that the sync waits in the queue.
alter table dep_sync add column begun_at timestamptz;

-- Which device Apple gave this one for (replacementDetails).
alter table dep_device add column replaces_serial text;
alter table dep_device add column replaced_on text;
alter table dep_device add column replacement_asked_at timestamptz;
create index dep_device_replaces on dep_device (replaces_serial) where replaces_serial is not null;
create index dep_device_replacement on dep_device (account_id)
  where facts @> '{"isReplacement": true}' and replaces_serial is null;
-- Given up for good, at Apple, from here.
alter table dep_device add column disowned_at timestamptz;
alter table dep_device add column disowned_by text;

-- Every wish to lock a device at Apple. Kept when the account goes: the bypass code is the only other way to unlock.
create table dep_activation_lock (
  id uuid primary key,
  serial text not null,
  account_id uuid references dep_account on delete set null,
  -- Null: locked to the person who made the server at Apple.
  bypass_code_sealed bytea,
  lost_message text,
  -- Apple's word; null: asked, and the answer is not known.
  apple_status text,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  answered_at timestamptz
);
create index dep_activation_lock_serial on dep_activation_lock (serial, id desc);
create index dep_activation_lock_account on dep_activation_lock (account_id) where account_id is not null;
