-- Versions of a profile are one line, named by the id of the first; null is the first itself.
alter table dep_profile add column line_id uuid;
-- Apple never changes a profile, so an edit is another one: at most one next version for each.
create unique index dep_profile_next on dep_profile (previous_id);
create index dep_profile_line on dep_profile (coalesce(line_id, id));
-- 'elsewhere': another server or a script defined it; it was read at Apple because devices have it or somebody named it.
alter table dep_profile add column origin text not null default 'muster' check (origin in ('muster', 'elsewhere'));

-- UUIDs of devices that Apple does not know as profiles of the account, so that it is not asked at every sync.
create table dep_profile_missing (
  account_id uuid not null references dep_account on delete cascade,
  uuid text not null,
  asked_at timestamptz not null default now(),
  primary key (account_id, uuid)
);

-- While Apple is asked. A server that dies leaves it set: whether Apple heard is unknown then, and is looked up first.
alter table dep_assignment add column asking_since timestamptz;

-- The way of devices from earlier versions of a profile to a new one.
create table dep_revision (
  id uuid primary key,
  account_id uuid not null references dep_account on delete cascade,
  profile_id uuid not null references dep_profile on delete cascade,
  previous_id uuid references dep_profile on delete set null,
  -- incomplete: Apple refused some devices for good. superseded: a later version took over.
  state text not null default 'running' check (state in ('running', 'done', 'incomplete', 'superseded')),
  -- Field by field, before and after.
  changes jsonb not null,
  -- How its devices were at its end; until then they are counted.
  numbers jsonb,
  created_by text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index dep_revision_open on dep_revision (account_id) where state in ('running', 'incomplete');
create index dep_revision_profile on dep_revision (profile_id);
create index dep_revision_previous on dep_revision (previous_id);

create table dep_revision_device (
  revision_id uuid not null references dep_revision on delete cascade,
  dep_device_id uuid not null references dep_device on delete cascade,
  -- It had taken an earlier version, and keeps that until it is erased.
  was_pushed boolean not null,
  -- When Apple's own record showed the new version.
  confirmed_at timestamptz,
  -- Apple said SUCCESS and its record does not show it yet: when it is looked at again.
  look_at timestamptz,
  primary key (revision_id, dep_device_id)
);
create index dep_revision_device_open on dep_revision_device (revision_id) where confirmed_at is null;
create index dep_revision_device_device on dep_revision_device (dep_device_id);
