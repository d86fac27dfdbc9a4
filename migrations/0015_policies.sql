-- What devices get: policies, given by groups and templates, and what became of each on each device.

-- A template is a kit: tags, groups, policies (below) and a name for the device.
alter table template add column device_name text;
create table template_tag (
  template_id uuid not null references template on delete cascade,
  tag_id uuid not null references tag on delete cascade,
  primary key (template_id, tag_id)
);
create index template_tag_tag on template_tag (tag_id);
create table template_group (
  template_id uuid not null references template on delete cascade,
  group_id uuid not null references device_group on delete cascade,
  primary key (template_id, group_id)
);
create index template_group_group on template_group (group_id);

create table policy (
  id uuid primary key,
  name text not null unique,
  description text,
  kind text not null check (kind in ('certificate', 'wifi', 'passcode', 'restrictions', 'web-clip', 'configuration-profile', 'app')),
  -- Empty: every platform that knows the kind.
  platforms text[] not null default '{}',
  priority integer not null,
  -- Of what devices get; the revision is that of the whole row.
  version integer not null default 1,
  revision integer not null default 1,
  -- By it a device replaces and removes what it got: of a profile its own, of an app its bundle's, or empty.
  identifier text not null,
  -- As it is shown: without secrets and files. Whole: sealed, for an uploaded profile may hold secrets of its own.
  content jsonb not null,
  content_sealed bytea not null,
  supervised boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index policy_identifier on policy (identifier) where kind <> 'app';
create table policy_group (
  policy_id uuid not null references policy on delete cascade,
  group_id uuid not null references device_group on delete cascade,
  primary key (policy_id, group_id)
);
create index policy_group_group on policy_group (group_id);
create table policy_template (
  policy_id uuid not null references policy on delete cascade,
  template_id uuid not null references template on delete cascade,
  primary key (policy_id, template_id)
);
create index policy_template_template on policy_template (template_id);

-- What an enrolled device was sent. A row outlives its policy until the device has given it up.
create table device_policy (
  device_id uuid not null references device on delete cascade,
  policy_id uuid not null,
  name text not null,
  kind text not null,
  identifier text not null,
  state text not null check (state in ('sent', 'installed', 'failed', 'removing', 'removed')),
  -- Sent last, and confirmed last.
  version integer not null,
  installed_version integer,
  -- Whose answer decides; null when nothing is on its way.
  command_id uuid,
  error text,
  at timestamptz not null,
  primary key (device_id, policy_id)
);
create index device_policy_policy on device_policy (policy_id, state);

-- Enrolled devices whose policies are to be compared with what they have, spread over time. Without a foreign key, whose check
-- would lock the device for everybody who marks it: a device that is gone is found to be so when its time comes.
create table device_due (
  device_id uuid primary key,
  due_at timestamptz not null
);
create index device_due_at on device_due (due_at);

-- What an enrolled device was told beside its policies: its name, and the agent to install.
create table device_kit (
  device_id uuid primary key references device on delete cascade,
  device_name text,
  agent text
);
