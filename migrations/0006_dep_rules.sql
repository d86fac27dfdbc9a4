-- Which profile new devices of an account get: in order, the first rule whose conditions all hold decides.
create table dep_assignment_rule (
  id uuid primary key,
  account_id uuid not null references dep_account on delete cascade,
  position integer not null,
  name text not null,
  -- [{field, operator, values}]
  conditions jsonb not null,
  -- The latest version of its line is assigned. Null: no profile.
  profile_id uuid references dep_profile deferrable initially deferred,
  unique (account_id, position)
);
create index dep_assignment_rule_profile on dep_assignment_rule (profile_id);
-- What a device gets that no rule fits.
alter table dep_account add column rule_fallback text not null default 'default-profile'
  check (rule_fallback in ('default-profile', 'none'));

-- Many devices changed at once; how far it is stands in their assignments.
create table dep_assignment_run (
  id uuid primary key,
  kind text not null check (kind in ('assign', 'remove', 'rules')),
  -- Null: devices of several accounts.
  account_id uuid references dep_account on delete cascade,
  profile_id uuid references dep_profile on delete set null,
  -- How many devices were matched, and of them were wanted, had it already, or were left out: {kind: count}.
  total integer not null default 0,
  numbers jsonb not null default '{}',
  requested_by text not null,
  created_at timestamptz not null default now()
);

alter table dep_assignment add column run_id uuid references dep_assignment_run on delete set null;
-- asked: a person chose the profile. rule, fallback: the rules of the account did; `rule` is the rule's name.
alter table dep_assignment add column source text not null default 'asked' check (source in ('asked', 'rule', 'fallback'));
alter table dep_assignment add column rule text;
-- Apple asked to leave the device alone until then, whatever is wanted of it meanwhile.
alter table dep_assignment add column throttled_until timestamptz;
-- How often Apple was asked to assign it a profile since: too often makes Apple throttle it.
alter table dep_assignment add column assigns integer not null default 0;
alter table dep_assignment add column assigns_since timestamptz;
-- Why Apple is not asked yet, beside Apple's own word.
alter table dep_assignment add column hold text check (hold in ('daily-limit'));
create index dep_assignment_run_id on dep_assignment (run_id) where run_id is not null;
create index dep_assignment_open on dep_assignment (dep_device_id) where state <> 'assigned';
