-- Reconciliation: Apple's whole list of an account beside ours.

create table dep_reconciliation (
  id uuid primary key,
  account_id uuid not null references dep_account on delete cascade,
  cause text not null check (cause in ('nightly', 'asked')),
  requested_by text not null,
  state text not null check (state in ('running', 'done', 'failed')),
  -- Null until a server has begun the work.
  phase text check (phase in ('sync', 'fetch', 'compare')),
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  -- What was learned after this moment is newer than Apple's list.
  fetch_started_at timestamptz,
  -- How many devices we knew at the start, by which progress is told.
  expected integer not null default 0,
  pages integer not null default 0,
  listed integer not null default 0,
  mended integer not null default 0,
  open integer not null default 0,
  -- {kind: {mended, open, decided}}
  kinds jsonb not null default '{}',
  error text
);
create index dep_reconciliation_account on dep_reconciliation (account_id, id desc);

-- Apple's list while it is compared. Unlogged: after a crash of the database the reconciliation starts anew.
create unlogged table dep_listed_device (
  account_id uuid not null,
  page integer not null,
  serial text not null,
  model text,
  description text,
  color text,
  asset_tag text,
  family text,
  os text,
  profile_status text,
  profile_uuid text,
  profile_assigned_at timestamptz,
  profile_pushed_at timestamptz,
  assigned_by text,
  assigned_at timestamptz,
  facts jsonb not null
);
create index dep_listed_device_serial on dep_listed_device (account_id, serial);

-- Where Apple's list and ours differ, or differed. Closed: mended, acted on, or gone by itself.
create table dep_difference (
  id uuid primary key,
  account_id uuid not null references dep_account on delete cascade,
  -- The one that found it.
  reconciliation_id uuid references dep_reconciliation on delete set null,
  serial text not null,
  kind text not null,
  state text not null check (state in ('open', 'decided', 'mended', 'resolved')),
  -- [{field, apple, muster}]
  fields jsonb not null,
  dep_device_id uuid references dep_device on delete set null,
  device_id uuid references device on delete set null,
  decision text,
  decided_by text,
  decided_at timestamptz,
  found_at timestamptz not null default now(),
  closed_at timestamptz
);
create unique index dep_difference_current on dep_difference (account_id, kind, serial) where closed_at is null;
create index dep_difference_serial on dep_difference (account_id, serial, id);
create index dep_difference_found on dep_difference (reconciliation_id);
create index dep_difference_dep_device on dep_difference (dep_device_id) where dep_device_id is not null;
create index dep_difference_device on dep_difference (device_id) where device_id is not null;
