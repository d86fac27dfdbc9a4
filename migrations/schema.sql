-- Generated from the migrated catalog by "npm run generate". Do not edit; write a migration.

create table admin (
  id uuid not null,
  username text not null,
  display_name text not null,
  password_hash text not null,
  role_id uuid not null,
  disabled boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  last_sign_in_at timestamp with time zone
);

create table android_command (
  id uuid not null,
  registration_id uuid not null,
  kind text not null,
  payload jsonb not null default '{}'::jsonb,
  state text not null default 'queued'::text,
  requested_by text not null,
  result jsonb,
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  answered_at timestamp with time zone
);

create table android_registration (
  id uuid not null,
  device_id uuid not null,
  token_hash bytea not null,
  state text not null,
  rule text not null,
  claimed jsonb not null,
  reported jsonb not null default '{}'::jsonb,
  registered_at timestamp with time zone not null,
  last_seen_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_reason text
);

create table api_token (
  id uuid not null,
  name text not null,
  token_hash bytea not null,
  role_id uuid not null,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone
);

create table app_user (
  id uuid not null,
  user_name text not null,
  name text,
  email text,
  description text,
  search text generated always as (lower(((((user_name || ' '::text) || COALESCE(name, ''::text)) || ' '::text) || COALESCE(email, ''::text)))) stored,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  mobile text
);

create table arrival (
  id uuid not null,
  short_code text not null,
  at timestamp with time zone not null default now(),
  channel text not null,
  claimed jsonb not null,
  serial text,
  udid text,
  verified boolean not null,
  outcome text not null,
  reason text not null,
  summary text not null,
  steps jsonb not null,
  device_id uuid,
  address text,
  user_id uuid,
  ownership text
);

create table audit_counter (
  one boolean not null default true,
  last bigint not null default 0
);

create table audit_event (
  seq bigint not null,
  at timestamp with time zone not null default now(),
  actor text not null,
  actor_kind text not null,
  action text not null,
  target_kind text not null,
  target_id text not null,
  target_name text,
  before jsonb,
  after jsonb,
  address text
);

create table authority (
  id uuid not null,
  purpose text not null,
  certificate_pem text not null,
  private_key_sealed bytea not null,
  created_at timestamp with time zone not null default now()
);

create table bulk_enrollment (
  id uuid not null,
  name text not null,
  description text,
  without_token boolean not null default false,
  user_id uuid,
  token_sealed bytea,
  token_hash bytea,
  token_expires_at timestamp with time zone,
  configuration jsonb not null default '{}'::jsonb,
  configuration_sealed bytea,
  attributes jsonb not null default '[]'::jsonb,
  list_updated_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  attributes_follow_list boolean not null default false,
  default_attributes jsonb not null default '{}'::jsonb,
  token_set_at timestamp with time zone
);

create table bulk_enrollment_code (
  bulk_enrollment_id uuid not null,
  short_code text not null,
  first_shown_at timestamp with time zone not null default now()
);

create table certificate (
  id uuid not null,
  device_id uuid not null,
  serial text not null,
  udid text not null,
  sha256 bytea not null,
  der bytea not null,
  not_before timestamp with time zone not null,
  not_after timestamp with time zone not null,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  renews_enrollment_id uuid,
  public_key_hash bytea
);

create table command (
  id uuid not null,
  enrollment_id uuid not null,
  position integer not null,
  request_type text not null,
  payload bytea,
  state text not null default 'queued'::text,
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  answered_at timestamp with time zone,
  result bytea,
  error jsonb,
  payload_sealed bytea,
  key text,
  urgency smallint not null default 5,
  asked_by text,
  told boolean not null default false,
  not_now_count integer not null default 0
);

create table credential_attempt (
  subject text not null,
  failures integer not null default 0,
  retry_at timestamp with time zone,
  last_at timestamp with time zone not null default now()
);

create table dep_account (
  id uuid not null,
  name text not null,
  certificate_pem text not null,
  private_key_sealed bytea not null,
  staged_certificate_pem text,
  staged_private_key_sealed bytea,
  token_sealed bytea,
  consumer_key_hash bytea,
  token_expires_at timestamp with time zone,
  state text not null default 'no-token'::text,
  apple_code text,
  state_facts jsonb not null default '{}'::jsonb,
  state_since timestamp with time zone not null default now(),
  server_name text,
  server_uuid text,
  organization_name text,
  organization_id text,
  admin_id text,
  details jsonb not null default '{}'::jsonb,
  page_limit integer not null default 1000,
  add_as_pre_enrolled boolean not null default false,
  default_profile_id uuid,
  sync_interval_hours integer not null default 12,
  sync_phase text not null default 'fetch'::text,
  sync_cursor text,
  fetch_started_at timestamp with time zone,
  listed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  default_template_id uuid,
  default_authentication text not null default 'none'::text,
  staged_at timestamp with time zone,
  rule_fallback text not null default 'default-profile'::text
);

create table dep_account_group (
  account_id uuid not null,
  group_id uuid not null
);

create table dep_activation_lock (
  id uuid not null,
  serial text not null,
  account_id uuid,
  bypass_code_sealed bytea,
  lost_message text,
  apple_status text,
  requested_by text not null,
  requested_at timestamp with time zone not null default now(),
  answered_at timestamp with time zone
);

create table dep_assignment (
  dep_device_id uuid not null,
  profile_id uuid,
  state text not null,
  apple_status text,
  attempts integer not null default 0,
  failures integer not null default 0,
  next_try_at timestamp with time zone,
  requested_by text not null,
  requested_at timestamp with time zone not null default now(),
  answered_at timestamp with time zone,
  asking_since timestamp with time zone,
  run_id uuid,
  source text not null default 'asked'::text,
  rule text,
  throttled_until timestamp with time zone,
  assigns integer not null default 0,
  assigns_since timestamp with time zone,
  hold text
);

create table dep_assignment_rule (
  id uuid not null,
  account_id uuid not null,
  position integer not null,
  name text not null,
  conditions jsonb not null,
  profile_id uuid
);

create table dep_assignment_run (
  id uuid not null,
  kind text not null,
  account_id uuid,
  profile_id uuid,
  total integer not null default 0,
  numbers jsonb not null default '{}'::jsonb,
  requested_by text not null,
  created_at timestamp with time zone not null default now(),
  target jsonb,
  looked_up_to text not null default ''::text
);

create table dep_device (
  id uuid not null,
  account_id uuid not null,
  serial text not null,
  model text,
  description text,
  color text,
  asset_tag text,
  family text,
  os text,
  profile_status text not null default 'empty'::text,
  profile_uuid text,
  profile_assigned_at timestamp with time zone,
  profile_pushed_at timestamp with time zone,
  assigned_by text,
  assigned_at timestamp with time zone,
  facts jsonb not null default '{}'::jsonb,
  op_date timestamp with time zone,
  gone_since timestamp with time zone,
  pre_enrolled_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  replaces_serial text,
  replaced_on text,
  replacement_asked_at timestamp with time zone,
  disowned_at timestamp with time zone,
  disowned_by text
);

create table dep_difference (
  id uuid not null,
  account_id uuid not null,
  reconciliation_id uuid,
  serial text not null,
  kind text not null,
  state text not null,
  fields jsonb not null,
  dep_device_id uuid,
  device_id uuid,
  decision text,
  decided_by text,
  decided_at timestamp with time zone,
  found_at timestamp with time zone not null default now(),
  closed_at timestamp with time zone
);

create table dep_fetch_page (
  id uuid not null,
  account_id uuid not null,
  serials text[] not null
);

create table dep_listed_device (
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
  profile_assigned_at timestamp with time zone,
  profile_pushed_at timestamp with time zone,
  assigned_by text,
  assigned_at timestamp with time zone,
  facts jsonb not null
);

create table dep_profile (
  id uuid not null,
  account_id uuid not null,
  uuid text not null,
  name text not null,
  version integer not null default 1,
  previous_id uuid,
  fields jsonb not null,
  sent jsonb not null,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  line_id uuid,
  origin text not null default 'muster'::text
);

create table dep_profile_missing (
  account_id uuid not null,
  uuid text not null,
  asked_at timestamp with time zone not null default now()
);

create table dep_reconciliation (
  id uuid not null,
  account_id uuid not null,
  cause text not null,
  requested_by text not null,
  state text not null,
  phase text,
  started_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  fetch_started_at timestamp with time zone,
  expected integer not null default 0,
  pages integer not null default 0,
  listed integer not null default 0,
  mended integer not null default 0,
  open integer not null default 0,
  kinds jsonb not null default '{}'::jsonb,
  error text
);

create table dep_revision (
  id uuid not null,
  account_id uuid not null,
  profile_id uuid not null,
  previous_id uuid,
  state text not null default 'running'::text,
  changes jsonb not null,
  numbers jsonb,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone
);

create table dep_revision_device (
  revision_id uuid not null,
  dep_device_id uuid not null,
  was_pushed boolean not null,
  confirmed_at timestamp with time zone,
  look_at timestamp with time zone
);

create table dep_sync (
  id uuid not null,
  account_id uuid not null,
  mode text not null,
  state text not null,
  started_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  pages integer not null default 0,
  received integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  removed integer not null default 0,
  error text,
  begun_at timestamp with time zone
);

create table device (
  id uuid not null,
  identifier text not null,
  identifier_key text generated always as (lower(identifier)) stored,
  display_name text,
  description text,
  platform text not null,
  status text not null default 'enrolling'::text,
  ownership text,
  serial text,
  imei text,
  imei_body text generated always as ("left"(imei, 14)) stored,
  imei2 text,
  meid text,
  udid text,
  wifi_mac text,
  manufacturer text,
  model text,
  user_id uuid,
  template_id uuid,
  code_sealed bytea,
  expires_at timestamp with time zone,
  registration_email text,
  dep_method text,
  authentication text not null default 'none'::text,
  agent_install_required boolean not null default false,
  custom_attributes jsonb not null default '{}'::jsonb,
  source text not null,
  enrolled_at timestamp with time zone,
  last_seen_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  revision bigint not null default 1,
  search text generated always as (lower(((((((((((((((identifier || ' '::text) || COALESCE(serial, ''::text)) || ' '::text) || COALESCE(imei, ''::text)) || ' '::text) || COALESCE(imei2, ''::text)) || ' '::text) || COALESCE(meid, ''::text)) || ' '::text) || COALESCE(display_name, ''::text)) || ' '::text) || COALESCE(udid, ''::text)) || ' '::text) || COALESCE(wifi_mac, ''::text)))) stored,
  bulk_enrollment_id uuid
);

create table device_detail (
  device_id uuid not null,
  enrollment_id uuid not null,
  information jsonb,
  information_at timestamp with time zone,
  security jsonb,
  security_at timestamp with time zone,
  profiles jsonb,
  profiles_at timestamp with time zone
);

create table device_due (
  device_id uuid not null,
  due_at timestamp with time zone not null
);

create table device_group (
  id uuid not null,
  name text not null,
  description text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table device_group_member (
  device_id uuid not null,
  group_id uuid not null
);

create table device_kit (
  device_id uuid not null,
  device_name text,
  agent text
);

create table device_policy (
  device_id uuid not null,
  policy_id uuid not null,
  name text not null,
  kind text not null,
  identifier text not null,
  state text not null,
  version integer not null,
  installed_version integer,
  command_id uuid,
  error text,
  at timestamp with time zone not null
);

create table device_tag (
  device_id uuid not null,
  tag_id uuid not null
);

create table enrollment (
  id uuid not null,
  device_id uuid not null,
  certificate_id uuid not null,
  udid text not null,
  state text not null,
  topic text not null,
  push_magic_sealed bytea,
  push_token_sealed bytea,
  unlock_token_sealed bytea,
  bootstrap_token_sealed bytea,
  awaiting_configuration boolean not null default false,
  reported jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  enrolled_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_reason text,
  last_seen_at timestamp with time zone,
  push_token_retired_at timestamp with time zone,
  unlock_token_at timestamp with time zone,
  bootstrap_token_at timestamp with time zone
);

create table enrollment_request (
  id uuid not null,
  user_id uuid,
  device_id uuid,
  channel text not null,
  recipient text,
  token_hash bytea not null,
  token_sealed bytea not null,
  requested_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  failure text,
  opened_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_reason text
);

create table event (
  id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  seq bigint not null,
  at timestamp with time zone not null default now(),
  kind text not null,
  actor text not null,
  summary text not null,
  facts jsonb not null default '{}'::jsonb
);

create table expiry_reminder (
  kind text not null,
  thing_id uuid not null,
  expires_at timestamp with time zone not null,
  days integer not null,
  reminded_at timestamp with time zone not null default now()
);

create table google_command (
  id uuid not null,
  device_name text not null,
  device_id uuid,
  kind text not null,
  state text not null default 'queued'::text,
  operation text,
  attempts integer not null default 0,
  message text,
  requested_by text not null,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  answered_at timestamp with time zone,
  next_at timestamp with time zone not null,
  give_up_at timestamp with time zone
);

create table google_device (
  name text not null,
  claimed jsonb not null,
  state text not null,
  enrollment_token_name text,
  bulk_enrollment_id uuid,
  outcome text not null,
  reason text not null,
  arrival_id uuid,
  device_id uuid,
  disabled boolean not null default false,
  enrolled_at timestamp with time zone,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  gone_at timestamp with time zone,
  reported jsonb not null default '{}'::jsonb,
  admitted_device_id uuid,
  erased_at timestamp with time zone
);

create table google_enrollment_token (
  id uuid not null,
  bulk_enrollment_id uuid,
  bulk_token_hash bytea,
  name text not null,
  policy_name text not null,
  value_sealed bytea not null,
  qr_sealed bytea not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null
);

create table headwind_agent (
  registration_id uuid not null,
  sent_tag text not null
);

create table headwind_quarantine (
  id uuid not null,
  number_hash bytea not null,
  token_hash bytea not null,
  serial text not null,
  state text not null default 'waiting'::text,
  address text not null,
  created_at timestamp with time zone not null,
  decided_at timestamp with time zone
);

create table hosted_agent (
  id uuid not null,
  key text not null,
  package text not null,
  version_code bigint not null,
  version_name text,
  facts jsonb not null,
  file_name text not null,
  sha256 bytea not null,
  size bigint not null,
  uploaded_by text not null,
  uploaded_at timestamp with time zone not null
);

create table hosted_agent_chunk (
  agent_id uuid not null,
  position integer not null,
  bytes bytea not null
);

create table idempotency_key (
  actor text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  response_sealed bytea,
  created_at timestamp with time zone not null default now()
);

create table import (
  id uuid not null,
  file_name text not null,
  state text not null,
  format text,
  mode text,
  encoding text,
  delimiter text,
  header text[] not null default '{}'::text[],
  mapping jsonb not null default '[]'::jsonb,
  options jsonb not null default '{}'::jsonb,
  counts jsonb not null default '{}'::jsonb,
  header_problems jsonb not null default '[]'::jsonb,
  warnings jsonb not null default '[]'::jsonb,
  apply_options jsonb,
  result jsonb,
  progress jsonb,
  error text,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  planned_at timestamp with time zone,
  applied_at timestamp with time zone,
  has_header boolean not null default true,
  clears_to_confirm integer,
  mails jsonb not null default '{}'::jsonb,
  replanned jsonb,
  undo jsonb,
  undone_at timestamp with time zone
);

create table import_code (
  import_id uuid not null,
  line integer not null,
  code_sealed bytea not null
);

create table import_mapping (
  header_hash bytea not null,
  format text not null,
  mapping jsonb not null,
  updated_by text not null,
  updated_at timestamp with time zone not null default now()
);

create table import_plan (
  import_id uuid not null,
  line integer not null,
  outcome text not null,
  device_outcome text,
  user_outcome text,
  device_id uuid,
  device_revision bigint,
  user_id uuid,
  user_updated_at timestamp with time zone,
  changes jsonb not null default '[]'::jsonb,
  problems jsonb not null default '[]'::jsonb,
  previous_code_sealed bytea
);

create table import_row (
  import_id uuid not null,
  line integer not null,
  cells text[] not null,
  code_sealed bytea,
  fields jsonb not null,
  identifier_key text,
  user_name text,
  new_device_id uuid not null,
  new_user_id uuid not null,
  unreadable boolean not null,
  problems jsonb not null default '[]'::jsonb,
  derived_identifier text,
  derived_user text
);

create table import_undo_note (
  import_id uuid not null,
  position integer not null,
  line integer not null,
  label text not null,
  subject text not null,
  field text,
  code text not null,
  message text not null
);

create table mail (
  id uuid not null,
  kind text not null,
  channel text not null default 'mail'::text,
  recipient text not null,
  device_id uuid,
  import_id uuid,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  tried_at timestamp with time zone,
  next_try_at timestamp with time zone not null default '1970-01-01 00:00:00+00'::timestamp with time zone,
  answer text,
  requested_by text not null,
  created_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  request_id uuid,
  thing_kind text,
  thing_id uuid,
  thing_expires_at timestamp with time zone
);

create table oidc_sign_on (
  state_hash bytea not null,
  transaction_sealed bytea not null,
  expires_at timestamp with time zone not null
);

create table organization (
  id uuid not null,
  name text not null,
  description text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table policy (
  id uuid not null,
  name text not null,
  description text,
  kind text not null,
  platforms text[] not null default '{}'::text[],
  priority integer not null,
  version integer not null default 1,
  revision integer not null default 1,
  identifier text not null,
  content jsonb not null,
  content_sealed bytea not null,
  supervised boolean not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table policy_group (
  policy_id uuid not null,
  group_id uuid not null
);

create table policy_template (
  policy_id uuid not null,
  template_id uuid not null
);

create table push (
  enrollment_id uuid not null,
  due_at timestamp with time zone,
  generation bigint not null default 1,
  repeats integer not null default 0,
  failures integer not null default 0,
  pushed_at timestamp with time zone,
  answer text
);

create table push_certificate (
  id uuid not null,
  one boolean not null default true,
  certificate_pem text,
  private_key_sealed bytea,
  topic text,
  expires_at timestamp with time zone,
  request_pem text,
  request_key_sealed bytea,
  request_made_at timestamp with time zone,
  refused_at timestamp with time zone,
  refused_reason text,
  revision integer not null default 1,
  updated_at timestamp with time zone not null default now()
);

create table refused_message (
  day timestamp with time zone not null,
  endpoint text not null,
  reason text not null,
  address text not null,
  count bigint not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null
);

create table renewal (
  enrollment_id uuid not null,
  certificate_id uuid not null,
  command_id uuid not null,
  attempts integer not null,
  attempted_at timestamp with time zone not null
);

create table role (
  id uuid not null,
  name text not null,
  permissions text[] not null,
  built_in boolean not null default false
);

create table scep_challenge (
  id uuid not null,
  secret_hash bytea not null,
  device_id uuid not null,
  arrival_id uuid,
  serial text not null,
  udid text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  public_key_hash bytea,
  certificate_id uuid,
  enrollment_id uuid
);

create table schema_migration (
  name text not null,
  hash text not null,
  applied_at timestamp with time zone not null default now()
);

create table session (
  id uuid not null,
  token_hash bytea not null,
  previous_hash bytea,
  rotated_at timestamp with time zone not null default now(),
  admin_id uuid not null,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  address text,
  user_agent text
);

create table setting (
  key text not null,
  value jsonb not null,
  updated_at timestamp with time zone not null default now()
);

create table tag (
  id uuid not null,
  name text not null,
  description text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create table template (
  id uuid not null,
  name text not null,
  description text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  device_name text
);

create table template_group (
  template_id uuid not null,
  group_id uuid not null
);

create table template_tag (
  template_id uuid not null,
  tag_id uuid not null
);

create table user_channel (
  id uuid not null,
  enrollment_id uuid not null,
  user_key text not null,
  short_name text,
  long_name text,
  push_token_sealed bytea not null,
  push_magic_sealed bytea not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null
);

create table user_organization (
  user_id uuid not null,
  organization_id uuid not null
);

create table user_password (
  user_id uuid not null,
  hash text not null,
  set_at timestamp with time zone not null default now()
);

create table web_view_visit (
  id uuid not null,
  ended_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null
);

alter table admin add constraint admin_role_id_fkey FOREIGN KEY (role_id) REFERENCES role(id);
alter table admin add constraint admin_pkey PRIMARY KEY (id);
alter table android_command add constraint android_command_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'done'::text, 'failed'::text, 'dropped'::text])));
alter table android_command add constraint android_command_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES android_registration(id) ON DELETE CASCADE;
alter table android_command add constraint android_command_pkey PRIMARY KEY (id);
alter table android_registration add constraint android_registration_state_check CHECK ((state = ANY (ARRAY['active'::text, 'ended'::text])));
alter table android_registration add constraint android_registration_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table android_registration add constraint android_registration_pkey PRIMARY KEY (id);
alter table android_registration add constraint android_registration_token_hash_key UNIQUE (token_hash);
alter table api_token add constraint api_token_role_id_fkey FOREIGN KEY (role_id) REFERENCES role(id);
alter table api_token add constraint api_token_pkey PRIMARY KEY (id);
alter table api_token add constraint api_token_token_hash_key UNIQUE (token_hash);
alter table app_user add constraint app_user_pkey PRIMARY KEY (id);
alter table app_user add constraint app_user_user_name_key UNIQUE (user_name);
alter table arrival add constraint arrival_channel_check CHECK ((channel = ANY (ARRAY['ade'::text, 'link'::text, 'android'::text])));
alter table arrival add constraint arrival_outcome_check CHECK ((outcome = ANY (ARRAY['admit'::text, 'challenge'::text, 'refuse'::text])));
alter table arrival add constraint arrival_ownership_check CHECK ((ownership = ANY (ARRAY['personal'::text, 'corporate'::text])));
alter table arrival add constraint arrival_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE SET NULL;
alter table arrival add constraint arrival_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE SET NULL;
alter table arrival add constraint arrival_pkey PRIMARY KEY (id);
alter table audit_counter add constraint audit_counter_one_check CHECK (one);
alter table audit_counter add constraint audit_counter_pkey PRIMARY KEY (one);
alter table audit_event add constraint audit_event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['admin'::text, 'api-token'::text, 'system'::text, 'device'::text])));
alter table audit_event add constraint audit_event_pkey PRIMARY KEY (seq);
alter table authority add constraint authority_pkey PRIMARY KEY (id);
alter table authority add constraint authority_purpose_key UNIQUE (purpose);
alter table bulk_enrollment add constraint bulk_enrollment_check CHECK ((without_token = (token_hash IS NULL)));
alter table bulk_enrollment add constraint bulk_enrollment_check1 CHECK ((((token_hash IS NULL) = (token_sealed IS NULL)) AND ((token_hash IS NULL) = (token_expires_at IS NULL))));
alter table bulk_enrollment add constraint bulk_enrollment_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE SET NULL;
alter table bulk_enrollment add constraint bulk_enrollment_pkey PRIMARY KEY (id);
alter table bulk_enrollment add constraint bulk_enrollment_name_key UNIQUE (name);
alter table bulk_enrollment add constraint bulk_enrollment_token_hash_key UNIQUE (token_hash);
alter table bulk_enrollment_code add constraint bulk_enrollment_code_bulk_enrollment_id_fkey FOREIGN KEY (bulk_enrollment_id) REFERENCES bulk_enrollment(id) ON DELETE CASCADE;
alter table bulk_enrollment_code add constraint bulk_enrollment_code_pkey PRIMARY KEY (short_code, bulk_enrollment_id);
alter table certificate add constraint certificate_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table certificate add constraint certificate_renews_enrollment_id_fkey FOREIGN KEY (renews_enrollment_id) REFERENCES enrollment(id) ON DELETE CASCADE;
alter table certificate add constraint certificate_pkey PRIMARY KEY (id);
alter table certificate add constraint certificate_sha256_key UNIQUE (sha256);
alter table command add constraint command_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'not-now'::text, 'acknowledged'::text, 'error'::text, 'dropped'::text, 'cancelled'::text, 'replaced'::text])));
alter table command add constraint command_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES enrollment(id) ON DELETE CASCADE;
alter table command add constraint command_pkey PRIMARY KEY (id);
alter table command add constraint command_enrollment_id_position_key UNIQUE (enrollment_id, "position");
alter table credential_attempt add constraint credential_attempt_pkey PRIMARY KEY (subject);
alter table dep_account add constraint dep_account_default_authentication_check CHECK ((default_authentication = ANY (ARRAY['none'::text, 'login'::text, 'keycode'::text])));
alter table dep_account add constraint dep_account_rule_fallback_check CHECK ((rule_fallback = ANY (ARRAY['default-profile'::text, 'none'::text])));
alter table dep_account add constraint dep_account_sync_interval_hours_check CHECK (((sync_interval_hours >= 1) AND (sync_interval_hours <= 168)));
alter table dep_account add constraint dep_account_sync_phase_check CHECK ((sync_phase = ANY (ARRAY['fetch'::text, 'sync'::text])));
alter table dep_account add constraint dep_account_default_profile_id_fkey FOREIGN KEY (default_profile_id) REFERENCES dep_profile(id) ON DELETE SET NULL;
alter table dep_account add constraint dep_account_default_template_id_fkey FOREIGN KEY (default_template_id) REFERENCES template(id) ON DELETE SET NULL;
alter table dep_account add constraint dep_account_pkey PRIMARY KEY (id);
alter table dep_account add constraint dep_account_name_key UNIQUE (name);
alter table dep_account_group add constraint dep_account_group_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_account_group add constraint dep_account_group_group_id_fkey FOREIGN KEY (group_id) REFERENCES device_group(id) ON DELETE CASCADE;
alter table dep_account_group add constraint dep_account_group_pkey PRIMARY KEY (account_id, group_id);
alter table dep_activation_lock add constraint dep_activation_lock_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE SET NULL;
alter table dep_activation_lock add constraint dep_activation_lock_pkey PRIMARY KEY (id);
alter table dep_assignment add constraint dep_assignment_hold_check CHECK ((hold = 'daily-limit'::text));
alter table dep_assignment add constraint dep_assignment_source_check CHECK ((source = ANY (ARRAY['asked'::text, 'rule'::text, 'fallback'::text])));
alter table dep_assignment add constraint dep_assignment_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'assigned'::text, 'failed'::text])));
alter table dep_assignment add constraint dep_assignment_dep_device_id_fkey FOREIGN KEY (dep_device_id) REFERENCES dep_device(id) ON DELETE CASCADE;
alter table dep_assignment add constraint dep_assignment_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES dep_profile(id);
alter table dep_assignment add constraint dep_assignment_run_id_fkey FOREIGN KEY (run_id) REFERENCES dep_assignment_run(id) ON DELETE SET NULL;
alter table dep_assignment add constraint dep_assignment_pkey PRIMARY KEY (dep_device_id);
alter table dep_assignment_rule add constraint dep_assignment_rule_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_assignment_rule add constraint dep_assignment_rule_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES dep_profile(id) DEFERRABLE INITIALLY DEFERRED;
alter table dep_assignment_rule add constraint dep_assignment_rule_pkey PRIMARY KEY (id);
alter table dep_assignment_rule add constraint dep_assignment_rule_account_id_position_key UNIQUE (account_id, "position");
alter table dep_assignment_run add constraint dep_assignment_run_kind_check CHECK ((kind = ANY (ARRAY['assign'::text, 'remove'::text, 'rules'::text])));
alter table dep_assignment_run add constraint dep_assignment_run_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_assignment_run add constraint dep_assignment_run_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES dep_profile(id) ON DELETE SET NULL;
alter table dep_assignment_run add constraint dep_assignment_run_pkey PRIMARY KEY (id);
alter table dep_device add constraint dep_device_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_device add constraint dep_device_pkey PRIMARY KEY (id);
alter table dep_device add constraint dep_device_serial_account_id_key UNIQUE (serial, account_id);
alter table dep_difference add constraint dep_difference_state_check CHECK ((state = ANY (ARRAY['open'::text, 'decided'::text, 'mended'::text, 'resolved'::text])));
alter table dep_difference add constraint dep_difference_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_difference add constraint dep_difference_dep_device_id_fkey FOREIGN KEY (dep_device_id) REFERENCES dep_device(id) ON DELETE SET NULL;
alter table dep_difference add constraint dep_difference_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE SET NULL;
alter table dep_difference add constraint dep_difference_reconciliation_id_fkey FOREIGN KEY (reconciliation_id) REFERENCES dep_reconciliation(id) ON DELETE SET NULL;
alter table dep_difference add constraint dep_difference_pkey PRIMARY KEY (id);
alter table dep_fetch_page add constraint dep_fetch_page_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_fetch_page add constraint dep_fetch_page_pkey PRIMARY KEY (id);
alter table dep_profile add constraint dep_profile_origin_check CHECK ((origin = ANY (ARRAY['muster'::text, 'elsewhere'::text])));
alter table dep_profile add constraint dep_profile_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id);
alter table dep_profile add constraint dep_profile_previous_id_fkey FOREIGN KEY (previous_id) REFERENCES dep_profile(id);
alter table dep_profile add constraint dep_profile_pkey PRIMARY KEY (id);
alter table dep_profile add constraint dep_profile_account_id_uuid_key UNIQUE (account_id, uuid);
alter table dep_profile_missing add constraint dep_profile_missing_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_profile_missing add constraint dep_profile_missing_pkey PRIMARY KEY (account_id, uuid);
alter table dep_reconciliation add constraint dep_reconciliation_cause_check CHECK ((cause = ANY (ARRAY['nightly'::text, 'asked'::text])));
alter table dep_reconciliation add constraint dep_reconciliation_phase_check CHECK ((phase = ANY (ARRAY['sync'::text, 'fetch'::text, 'compare'::text])));
alter table dep_reconciliation add constraint dep_reconciliation_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])));
alter table dep_reconciliation add constraint dep_reconciliation_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_reconciliation add constraint dep_reconciliation_pkey PRIMARY KEY (id);
alter table dep_revision add constraint dep_revision_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'incomplete'::text, 'superseded'::text])));
alter table dep_revision add constraint dep_revision_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_revision add constraint dep_revision_previous_id_fkey FOREIGN KEY (previous_id) REFERENCES dep_profile(id) ON DELETE SET NULL;
alter table dep_revision add constraint dep_revision_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES dep_profile(id) ON DELETE CASCADE;
alter table dep_revision add constraint dep_revision_pkey PRIMARY KEY (id);
alter table dep_revision_device add constraint dep_revision_device_dep_device_id_fkey FOREIGN KEY (dep_device_id) REFERENCES dep_device(id) ON DELETE CASCADE;
alter table dep_revision_device add constraint dep_revision_device_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES dep_revision(id) ON DELETE CASCADE;
alter table dep_revision_device add constraint dep_revision_device_pkey PRIMARY KEY (revision_id, dep_device_id);
alter table dep_sync add constraint dep_sync_mode_check CHECK ((mode = ANY (ARRAY['delta'::text, 'full'::text])));
alter table dep_sync add constraint dep_sync_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])));
alter table dep_sync add constraint dep_sync_account_id_fkey FOREIGN KEY (account_id) REFERENCES dep_account(id) ON DELETE CASCADE;
alter table dep_sync add constraint dep_sync_pkey PRIMARY KEY (id);
alter table device add constraint device_authentication_check CHECK ((authentication = ANY (ARRAY['none'::text, 'login'::text, 'keycode'::text])));
alter table device add constraint device_dep_method_check CHECK ((dep_method = ANY (ARRAY['Serial'::text, 'Keycode'::text])));
alter table device add constraint device_ownership_check CHECK ((ownership = ANY (ARRAY['personal'::text, 'corporate'::text, 'selectuser'::text])));
alter table device add constraint device_platform_check CHECK ((platform = ANY (ARRAY['ios'::text, 'ipados'::text, 'macos'::text, 'tvos'::text, 'android'::text, 'windows'::text])));
alter table device add constraint device_source_check CHECK ((source = ANY (ARRAY['manual'::text, 'csv'::text, 'dep'::text, 'bulk'::text, 'self'::text])));
alter table device add constraint device_status_check CHECK ((status = ANY (ARRAY['enrolling'::text, 'enrolled'::text, 'withdrawn'::text])));
alter table device add constraint device_bulk_enrollment_id_fkey FOREIGN KEY (bulk_enrollment_id) REFERENCES bulk_enrollment(id);
alter table device add constraint device_template_id_fkey FOREIGN KEY (template_id) REFERENCES template(id);
alter table device add constraint device_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id);
alter table device add constraint device_pkey PRIMARY KEY (id);
alter table device_detail add constraint device_detail_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table device_detail add constraint device_detail_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES enrollment(id) ON DELETE CASCADE;
alter table device_detail add constraint device_detail_pkey PRIMARY KEY (device_id);
alter table device_due add constraint device_due_pkey PRIMARY KEY (device_id);
alter table device_group add constraint device_group_pkey PRIMARY KEY (id);
alter table device_group add constraint device_group_name_key UNIQUE (name);
alter table device_group_member add constraint device_group_member_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table device_group_member add constraint device_group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES device_group(id);
alter table device_group_member add constraint device_group_member_pkey PRIMARY KEY (device_id, group_id);
alter table device_kit add constraint device_kit_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table device_kit add constraint device_kit_pkey PRIMARY KEY (device_id);
alter table device_policy add constraint device_policy_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'installed'::text, 'failed'::text, 'removing'::text, 'removed'::text])));
alter table device_policy add constraint device_policy_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table device_policy add constraint device_policy_pkey PRIMARY KEY (device_id, policy_id);
alter table device_tag add constraint device_tag_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table device_tag add constraint device_tag_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tag(id);
alter table device_tag add constraint device_tag_pkey PRIMARY KEY (device_id, tag_id);
alter table enrollment add constraint enrollment_state_check CHECK ((state = ANY (ARRAY['staged'::text, 'active'::text, 'ended'::text])));
alter table enrollment add constraint enrollment_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id);
alter table enrollment add constraint enrollment_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table enrollment add constraint enrollment_pkey PRIMARY KEY (id);
alter table enrollment_request add constraint enrollment_request_channel_check CHECK ((channel = ANY (ARRAY['mail'::text, 'sms'::text, 'qr'::text])));
alter table enrollment_request add constraint enrollment_request_check CHECK (((user_id IS NOT NULL) OR (device_id IS NOT NULL)));
alter table enrollment_request add constraint enrollment_request_check1 CHECK (((ended_at IS NULL) = (end_reason IS NULL)));
alter table enrollment_request add constraint enrollment_request_end_reason_check CHECK ((end_reason = ANY (ARRAY['revoked'::text, 'replaced'::text])));
alter table enrollment_request add constraint enrollment_request_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table enrollment_request add constraint enrollment_request_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE;
alter table enrollment_request add constraint enrollment_request_pkey PRIMARY KEY (id);
alter table enrollment_request add constraint enrollment_request_token_hash_key UNIQUE (token_hash);
alter table event add constraint event_pkey PRIMARY KEY (id);
alter table event add constraint event_subject UNIQUE (subject_id, subject_kind, seq);
alter table expiry_reminder add constraint expiry_reminder_pkey PRIMARY KEY (kind, thing_id);
alter table google_command add constraint google_command_kind_check CHECK ((kind = ANY (ARRAY['sync'::text, 'lock'::text, 'reboot'::text, 'wipe'::text, 'disable'::text])));
alter table google_command add constraint google_command_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'done'::text, 'failed'::text])));
alter table google_command add constraint google_command_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE SET NULL;
alter table google_command add constraint google_command_device_name_fkey FOREIGN KEY (device_name) REFERENCES google_device(name) ON DELETE CASCADE;
alter table google_command add constraint google_command_pkey PRIMARY KEY (id);
alter table google_device add constraint google_device_outcome_check CHECK ((outcome = ANY (ARRAY['admit'::text, 'challenge'::text, 'refuse'::text])));
alter table google_device add constraint google_device_admitted_device_id_fkey FOREIGN KEY (admitted_device_id) REFERENCES device(id) ON DELETE SET NULL;
alter table google_device add constraint google_device_arrival_id_fkey FOREIGN KEY (arrival_id) REFERENCES arrival(id) ON DELETE SET NULL;
alter table google_device add constraint google_device_bulk_enrollment_id_fkey FOREIGN KEY (bulk_enrollment_id) REFERENCES bulk_enrollment(id) ON DELETE SET NULL;
alter table google_device add constraint google_device_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE SET NULL;
alter table google_device add constraint google_device_pkey PRIMARY KEY (name);
alter table google_enrollment_token add constraint google_enrollment_token_bulk_enrollment_id_fkey FOREIGN KEY (bulk_enrollment_id) REFERENCES bulk_enrollment(id) ON DELETE SET NULL;
alter table google_enrollment_token add constraint google_enrollment_token_pkey PRIMARY KEY (id);
alter table google_enrollment_token add constraint google_enrollment_token_name_key UNIQUE (name);
alter table headwind_agent add constraint headwind_agent_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES android_registration(id) ON DELETE CASCADE;
alter table headwind_agent add constraint headwind_agent_pkey PRIMARY KEY (registration_id);
alter table headwind_quarantine add constraint headwind_quarantine_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'refused'::text, 'told'::text])));
alter table headwind_quarantine add constraint headwind_quarantine_pkey PRIMARY KEY (id);
alter table headwind_quarantine add constraint headwind_quarantine_number_hash_key UNIQUE (number_hash);
alter table hosted_agent add constraint hosted_agent_pkey PRIMARY KEY (id);
alter table hosted_agent add constraint hosted_agent_sha256_key UNIQUE (sha256);
alter table hosted_agent_chunk add constraint hosted_agent_chunk_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES hosted_agent(id) ON DELETE CASCADE;
alter table hosted_agent_chunk add constraint hosted_agent_chunk_pkey PRIMARY KEY (agent_id, "position");
alter table idempotency_key add constraint idempotency_key_pkey PRIMARY KEY (actor, key);
alter table import add constraint import_mode_check CHECK ((mode = ANY (ARRAY['all'::text, 'devices'::text, 'users'::text])));
alter table import add constraint import_state_check CHECK ((state = ANY (ARRAY['planning'::text, 'planned'::text, 'applying'::text, 'applied'::text, 'undone'::text, 'failed'::text])));
alter table import add constraint import_pkey PRIMARY KEY (id);
alter table import_code add constraint import_code_pkey PRIMARY KEY (import_id, line);
alter table import_mapping add constraint import_mapping_pkey PRIMARY KEY (header_hash);
alter table import_plan add constraint import_plan_device_outcome_check CHECK ((device_outcome = ANY (ARRAY['create'::text, 'update'::text, 'unchanged'::text])));
alter table import_plan add constraint import_plan_outcome_check CHECK ((outcome = ANY (ARRAY['create'::text, 'update'::text, 'unchanged'::text, 'reject'::text])));
alter table import_plan add constraint import_plan_user_outcome_check CHECK ((user_outcome = ANY (ARRAY['create'::text, 'update'::text, 'unchanged'::text])));
alter table import_plan add constraint import_plan_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id) ON DELETE CASCADE;
alter table import_plan add constraint import_plan_pkey PRIMARY KEY (import_id, line);
alter table import_row add constraint import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id) ON DELETE CASCADE;
alter table import_row add constraint import_row_pkey PRIMARY KEY (import_id, line);
alter table import_undo_note add constraint import_undo_note_subject_check CHECK ((subject = ANY (ARRAY['device'::text, 'user'::text])));
alter table import_undo_note add constraint import_undo_note_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id) ON DELETE CASCADE;
alter table import_undo_note add constraint import_undo_note_pkey PRIMARY KEY (import_id, "position");
alter table mail add constraint mail_channel_check CHECK ((channel = ANY (ARRAY['mail'::text, 'sms'::text])));
alter table mail add constraint mail_expiry_has_thing CHECK (((kind = 'expiry'::text) = (num_nulls(thing_kind, thing_id, thing_expires_at) = 0)));
alter table mail add constraint mail_kind_check CHECK ((kind = ANY (ARRAY['check-in'::text, 'expiry'::text])));
alter table mail add constraint mail_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'cancelled'::text])));
alter table mail add constraint mail_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE SET NULL;
alter table mail add constraint mail_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id) ON DELETE SET NULL;
alter table mail add constraint mail_request_id_fkey FOREIGN KEY (request_id) REFERENCES enrollment_request(id) ON DELETE SET NULL;
alter table mail add constraint mail_pkey PRIMARY KEY (id);
alter table oidc_sign_on add constraint oidc_sign_on_pkey PRIMARY KEY (state_hash);
alter table organization add constraint organization_pkey PRIMARY KEY (id);
alter table organization add constraint organization_name_key UNIQUE (name);
alter table policy add constraint policy_kind_check CHECK ((kind = ANY (ARRAY['certificate'::text, 'wifi'::text, 'passcode'::text, 'restrictions'::text, 'web-clip'::text, 'configuration-profile'::text, 'app'::text])));
alter table policy add constraint policy_pkey PRIMARY KEY (id);
alter table policy add constraint policy_name_key UNIQUE (name);
alter table policy_group add constraint policy_group_group_id_fkey FOREIGN KEY (group_id) REFERENCES device_group(id) ON DELETE CASCADE;
alter table policy_group add constraint policy_group_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES policy(id) ON DELETE CASCADE;
alter table policy_group add constraint policy_group_pkey PRIMARY KEY (policy_id, group_id);
alter table policy_template add constraint policy_template_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES policy(id) ON DELETE CASCADE;
alter table policy_template add constraint policy_template_template_id_fkey FOREIGN KEY (template_id) REFERENCES template(id) ON DELETE CASCADE;
alter table policy_template add constraint policy_template_pkey PRIMARY KEY (policy_id, template_id);
alter table push add constraint push_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES enrollment(id) ON DELETE CASCADE;
alter table push add constraint push_pkey PRIMARY KEY (enrollment_id);
alter table push_certificate add constraint push_certificate_one_check CHECK (one);
alter table push_certificate add constraint push_certificate_pkey PRIMARY KEY (id);
alter table push_certificate add constraint push_certificate_one_key UNIQUE (one);
alter table refused_message add constraint refused_message_pkey PRIMARY KEY (day, endpoint, reason, address);
alter table renewal add constraint renewal_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id) ON DELETE CASCADE;
alter table renewal add constraint renewal_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES enrollment(id) ON DELETE CASCADE;
alter table renewal add constraint renewal_pkey PRIMARY KEY (enrollment_id);
alter table role add constraint role_pkey PRIMARY KEY (id);
alter table role add constraint role_name_key UNIQUE (name);
alter table scep_challenge add constraint scep_challenge_arrival_id_fkey FOREIGN KEY (arrival_id) REFERENCES arrival(id) ON DELETE SET NULL;
alter table scep_challenge add constraint scep_challenge_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id) ON DELETE SET NULL;
alter table scep_challenge add constraint scep_challenge_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id) ON DELETE CASCADE;
alter table scep_challenge add constraint scep_challenge_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES enrollment(id) ON DELETE CASCADE;
alter table scep_challenge add constraint scep_challenge_pkey PRIMARY KEY (id);
alter table scep_challenge add constraint scep_challenge_secret_hash_key UNIQUE (secret_hash);
alter table schema_migration add constraint schema_migration_pkey PRIMARY KEY (name);
alter table session add constraint session_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES admin(id) ON DELETE CASCADE;
alter table session add constraint session_pkey PRIMARY KEY (id);
alter table session add constraint session_token_hash_key UNIQUE (token_hash);
alter table setting add constraint setting_pkey PRIMARY KEY (key);
alter table tag add constraint tag_pkey PRIMARY KEY (id);
alter table tag add constraint tag_name_key UNIQUE (name);
alter table template add constraint template_pkey PRIMARY KEY (id);
alter table template add constraint template_name_key UNIQUE (name);
alter table template_group add constraint template_group_group_id_fkey FOREIGN KEY (group_id) REFERENCES device_group(id) ON DELETE CASCADE;
alter table template_group add constraint template_group_template_id_fkey FOREIGN KEY (template_id) REFERENCES template(id) ON DELETE CASCADE;
alter table template_group add constraint template_group_pkey PRIMARY KEY (template_id, group_id);
alter table template_tag add constraint template_tag_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tag(id) ON DELETE CASCADE;
alter table template_tag add constraint template_tag_template_id_fkey FOREIGN KEY (template_id) REFERENCES template(id) ON DELETE CASCADE;
alter table template_tag add constraint template_tag_pkey PRIMARY KEY (template_id, tag_id);
alter table user_channel add constraint user_channel_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES enrollment(id) ON DELETE CASCADE;
alter table user_channel add constraint user_channel_pkey PRIMARY KEY (id);
alter table user_channel add constraint user_channel_enrollment_id_user_key_key UNIQUE (enrollment_id, user_key);
alter table user_organization add constraint user_organization_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id);
alter table user_organization add constraint user_organization_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE;
alter table user_organization add constraint user_organization_pkey PRIMARY KEY (user_id, organization_id);
alter table user_password add constraint user_password_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE;
alter table user_password add constraint user_password_pkey PRIMARY KEY (user_id);
alter table web_view_visit add constraint web_view_visit_pkey PRIMARY KEY (id);

CREATE UNIQUE INDEX admin_pkey ON public.admin USING btree (id);
CREATE UNIQUE INDEX admin_username ON public.admin USING btree (lower(username));
CREATE INDEX android_command_open ON public.android_command USING btree (registration_id, id) WHERE (state = ANY (ARRAY['queued'::text, 'sent'::text]));
CREATE UNIQUE INDEX android_command_pkey ON public.android_command USING btree (id);
CREATE INDEX android_command_registration ON public.android_command USING btree (registration_id, id);
CREATE UNIQUE INDEX android_registration_active ON public.android_registration USING btree (device_id) WHERE (state = 'active'::text);
CREATE INDEX android_registration_device ON public.android_registration USING btree (device_id, registered_at);
CREATE UNIQUE INDEX android_registration_pkey ON public.android_registration USING btree (id);
CREATE UNIQUE INDEX android_registration_token_hash_key ON public.android_registration USING btree (token_hash);
CREATE UNIQUE INDEX api_token_pkey ON public.api_token USING btree (id);
CREATE UNIQUE INDEX api_token_token_hash_key ON public.api_token USING btree (token_hash);
CREATE UNIQUE INDEX app_user_pkey ON public.app_user USING btree (id);
CREATE INDEX app_user_search ON public.app_user USING gin (search gin_trgm_ops);
CREATE UNIQUE INDEX app_user_user_name_key ON public.app_user USING btree (user_name);
CREATE INDEX arrival_at ON public.arrival USING btree (at);
CREATE INDEX arrival_device ON public.arrival USING btree (device_id, id DESC);
CREATE UNIQUE INDEX arrival_pkey ON public.arrival USING btree (id);
CREATE INDEX arrival_serial ON public.arrival USING btree (serial, id DESC);
CREATE INDEX arrival_short_code ON public.arrival USING btree (short_code);
CREATE INDEX arrival_udid ON public.arrival USING btree (udid, id DESC);
CREATE INDEX arrival_user ON public.arrival USING btree (user_id) WHERE (user_id IS NOT NULL);
CREATE UNIQUE INDEX audit_counter_pkey ON public.audit_counter USING btree (one);
CREATE INDEX audit_event_actor ON public.audit_event USING btree (actor, seq DESC);
CREATE INDEX audit_event_at ON public.audit_event USING btree (at DESC);
CREATE UNIQUE INDEX audit_event_pkey ON public.audit_event USING btree (seq);
CREATE INDEX audit_event_target ON public.audit_event USING btree (target_id, seq DESC);
CREATE UNIQUE INDEX authority_pkey ON public.authority USING btree (id);
CREATE UNIQUE INDEX authority_purpose_key ON public.authority USING btree (purpose);
CREATE UNIQUE INDEX bulk_enrollment_name_key ON public.bulk_enrollment USING btree (name);
CREATE UNIQUE INDEX bulk_enrollment_pkey ON public.bulk_enrollment USING btree (id);
CREATE INDEX bulk_enrollment_token_expires_at ON public.bulk_enrollment USING btree (token_expires_at) WHERE (token_expires_at IS NOT NULL);
CREATE UNIQUE INDEX bulk_enrollment_token_hash_key ON public.bulk_enrollment USING btree (token_hash);
CREATE INDEX bulk_enrollment_user ON public.bulk_enrollment USING btree (user_id) WHERE (user_id IS NOT NULL);
CREATE INDEX bulk_enrollment_code_bulk ON public.bulk_enrollment_code USING btree (bulk_enrollment_id);
CREATE UNIQUE INDEX bulk_enrollment_code_pkey ON public.bulk_enrollment_code USING btree (short_code, bulk_enrollment_id);
CREATE INDEX certificate_device ON public.certificate USING btree (device_id);
CREATE INDEX certificate_in_use_until ON public.certificate USING btree (not_after) WHERE (revoked_at IS NULL);
CREATE INDEX certificate_not_after ON public.certificate USING btree (not_after);
CREATE UNIQUE INDEX certificate_pkey ON public.certificate USING btree (id);
CREATE INDEX certificate_renews ON public.certificate USING btree (renews_enrollment_id) WHERE (renews_enrollment_id IS NOT NULL);
CREATE UNIQUE INDEX certificate_sha256_key ON public.certificate USING btree (sha256);
CREATE INDEX command_answered ON public.command USING btree (answered_at) WHERE (answered_at IS NOT NULL);
CREATE UNIQUE INDEX command_enrollment_id_position_key ON public.command USING btree (enrollment_id, "position");
CREATE INDEX command_open ON public.command USING btree (enrollment_id, urgency, "position") WHERE (state = ANY (ARRAY['queued'::text, 'sent'::text, 'not-now'::text]));
CREATE UNIQUE INDEX command_pkey ON public.command USING btree (id);
CREATE UNIQUE INDEX command_sent ON public.command USING btree (enrollment_id) WHERE (state = 'sent'::text);
CREATE UNIQUE INDEX credential_attempt_pkey ON public.credential_attempt USING btree (subject);
CREATE UNIQUE INDEX dep_account_name_key ON public.dep_account USING btree (name);
CREATE UNIQUE INDEX dep_account_pkey ON public.dep_account USING btree (id);
CREATE INDEX dep_account_template ON public.dep_account USING btree (default_template_id) WHERE (default_template_id IS NOT NULL);
CREATE INDEX dep_account_group_group ON public.dep_account_group USING btree (group_id);
CREATE UNIQUE INDEX dep_account_group_pkey ON public.dep_account_group USING btree (account_id, group_id);
CREATE INDEX dep_activation_lock_account ON public.dep_activation_lock USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE UNIQUE INDEX dep_activation_lock_pkey ON public.dep_activation_lock USING btree (id);
CREATE INDEX dep_activation_lock_serial ON public.dep_activation_lock USING btree (serial, id DESC);
CREATE INDEX dep_assignment_open ON public.dep_assignment USING btree (dep_device_id) WHERE (state <> 'assigned'::text);
CREATE UNIQUE INDEX dep_assignment_pkey ON public.dep_assignment USING btree (dep_device_id);
CREATE INDEX dep_assignment_profile ON public.dep_assignment USING btree (profile_id);
CREATE INDEX dep_assignment_run_id ON public.dep_assignment USING btree (run_id) WHERE (run_id IS NOT NULL);
CREATE INDEX dep_assignment_waiting ON public.dep_assignment USING btree (next_try_at) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX dep_assignment_rule_account_id_position_key ON public.dep_assignment_rule USING btree (account_id, "position");
CREATE UNIQUE INDEX dep_assignment_rule_pkey ON public.dep_assignment_rule USING btree (id);
CREATE INDEX dep_assignment_rule_profile ON public.dep_assignment_rule USING btree (profile_id);
CREATE UNIQUE INDEX dep_assignment_run_pkey ON public.dep_assignment_run USING btree (id);
CREATE INDEX dep_assignment_run_target ON public.dep_assignment_run USING btree (id) WHERE (target IS NOT NULL);
CREATE INDEX dep_device_description ON public.dep_device USING btree (description);
CREATE INDEX dep_device_model ON public.dep_device USING btree (model);
CREATE UNIQUE INDEX dep_device_pkey ON public.dep_device USING btree (id);
CREATE INDEX dep_device_profile ON public.dep_device USING btree (account_id, profile_uuid);
CREATE INDEX dep_device_replacement ON public.dep_device USING btree (account_id) WHERE ((facts @> '{"isReplacement": true}'::jsonb) AND (replaces_serial IS NULL));
CREATE INDEX dep_device_replaces ON public.dep_device USING btree (replaces_serial) WHERE (replaces_serial IS NOT NULL);
CREATE UNIQUE INDEX dep_device_serial_account_id_key ON public.dep_device USING btree (serial, account_id);
CREATE INDEX dep_device_status ON public.dep_device USING btree (profile_status, serial, account_id);
CREATE UNIQUE INDEX dep_difference_current ON public.dep_difference USING btree (account_id, kind, serial) WHERE (closed_at IS NULL);
CREATE INDEX dep_difference_dep_device ON public.dep_difference USING btree (dep_device_id) WHERE (dep_device_id IS NOT NULL);
CREATE INDEX dep_difference_device ON public.dep_difference USING btree (device_id) WHERE (device_id IS NOT NULL);
CREATE INDEX dep_difference_found ON public.dep_difference USING btree (reconciliation_id);
CREATE UNIQUE INDEX dep_difference_pkey ON public.dep_difference USING btree (id);
CREATE INDEX dep_difference_serial ON public.dep_difference USING btree (account_id, serial, id);
CREATE INDEX dep_fetch_page_account ON public.dep_fetch_page USING btree (account_id);
CREATE UNIQUE INDEX dep_fetch_page_pkey ON public.dep_fetch_page USING btree (id);
CREATE INDEX dep_listed_device_serial ON public.dep_listed_device USING btree (account_id, serial);
CREATE UNIQUE INDEX dep_profile_account_id_uuid_key ON public.dep_profile USING btree (account_id, uuid);
CREATE INDEX dep_profile_line ON public.dep_profile USING btree (COALESCE(line_id, id));
CREATE UNIQUE INDEX dep_profile_next ON public.dep_profile USING btree (previous_id);
CREATE UNIQUE INDEX dep_profile_pkey ON public.dep_profile USING btree (id);
CREATE UNIQUE INDEX dep_profile_missing_pkey ON public.dep_profile_missing USING btree (account_id, uuid);
CREATE INDEX dep_reconciliation_account ON public.dep_reconciliation USING btree (account_id, id DESC);
CREATE UNIQUE INDEX dep_reconciliation_pkey ON public.dep_reconciliation USING btree (id);
CREATE INDEX dep_revision_open ON public.dep_revision USING btree (account_id) WHERE (state = ANY (ARRAY['running'::text, 'incomplete'::text]));
CREATE UNIQUE INDEX dep_revision_pkey ON public.dep_revision USING btree (id);
CREATE INDEX dep_revision_previous ON public.dep_revision USING btree (previous_id);
CREATE INDEX dep_revision_profile ON public.dep_revision USING btree (profile_id);
CREATE INDEX dep_revision_device_device ON public.dep_revision_device USING btree (dep_device_id);
CREATE INDEX dep_revision_device_open ON public.dep_revision_device USING btree (revision_id) WHERE (confirmed_at IS NULL);
CREATE UNIQUE INDEX dep_revision_device_pkey ON public.dep_revision_device USING btree (revision_id, dep_device_id);
CREATE INDEX dep_sync_account ON public.dep_sync USING btree (account_id, id DESC);
CREATE UNIQUE INDEX dep_sync_pkey ON public.dep_sync USING btree (id);
CREATE UNIQUE INDEX device_android_serial_unique ON public.device USING btree (serial, lower(manufacturer)) WHERE ((serial IS NOT NULL) AND (manufacturer IS NOT NULL) AND (platform = 'android'::text) AND (status <> 'withdrawn'::text));
CREATE INDEX device_bulk_enrollment ON public.device USING btree (bulk_enrollment_id, id) WHERE (bulk_enrollment_id IS NOT NULL);
CREATE INDEX device_by_display_name ON public.device USING btree (((display_name IS NULL)), lower(COALESCE(display_name, ''::text)), id);
CREATE INDEX device_by_serial ON public.device USING btree (((serial IS NULL)), COALESCE(serial, ''::text), id);
CREATE INDEX device_expires_at ON public.device USING btree (expires_at) WHERE (status = 'enrolling'::text);
CREATE UNIQUE INDEX device_identifier ON public.device USING btree (identifier_key);
CREATE INDEX device_imei2_body ON public.device USING btree ("left"(imei2, 14)) WHERE (imei2 IS NOT NULL);
CREATE INDEX device_imei_body ON public.device USING btree (imei_body) WHERE (imei_body IS NOT NULL);
CREATE UNIQUE INDEX device_imei_unique ON public.device USING btree (imei_body) WHERE ((imei_body IS NOT NULL) AND (status <> 'withdrawn'::text));
CREATE INDEX device_key_code ON public.device USING btree (id) WHERE ((dep_method = 'Keycode'::text) AND (serial IS NULL) AND (status <> 'withdrawn'::text));
CREATE INDEX device_meid ON public.device USING btree (meid) WHERE (meid IS NOT NULL);
CREATE UNIQUE INDEX device_pkey ON public.device USING btree (id);
CREATE INDEX device_search ON public.device USING gin (search gin_trgm_ops);
CREATE INDEX device_serial ON public.device USING btree (serial) WHERE (serial IS NOT NULL);
CREATE UNIQUE INDEX device_serial_unique ON public.device USING btree (serial) WHERE ((serial IS NOT NULL) AND (status <> 'withdrawn'::text) AND ((dep_method = 'Serial'::text) OR (source = 'dep'::text)));
CREATE INDEX device_status ON public.device USING btree (status, identifier_key);
CREATE INDEX device_template ON public.device USING btree (template_id) WHERE (template_id IS NOT NULL);
CREATE INDEX device_udid ON public.device USING btree (lower(udid)) WHERE (udid IS NOT NULL);
CREATE INDEX device_user ON public.device USING btree (user_id) WHERE (user_id IS NOT NULL);
CREATE INDEX device_wifi_mac ON public.device USING btree (wifi_mac) WHERE (wifi_mac IS NOT NULL);
CREATE UNIQUE INDEX device_detail_pkey ON public.device_detail USING btree (device_id);
CREATE INDEX device_due_at ON public.device_due USING btree (due_at);
CREATE UNIQUE INDEX device_due_pkey ON public.device_due USING btree (device_id);
CREATE UNIQUE INDEX device_group_name_key ON public.device_group USING btree (name);
CREATE UNIQUE INDEX device_group_pkey ON public.device_group USING btree (id);
CREATE INDEX device_group_member_group ON public.device_group_member USING btree (group_id);
CREATE UNIQUE INDEX device_group_member_pkey ON public.device_group_member USING btree (device_id, group_id);
CREATE UNIQUE INDEX device_kit_pkey ON public.device_kit USING btree (device_id);
CREATE UNIQUE INDEX device_policy_pkey ON public.device_policy USING btree (device_id, policy_id);
CREATE INDEX device_policy_policy ON public.device_policy USING btree (policy_id, state);
CREATE UNIQUE INDEX device_tag_pkey ON public.device_tag USING btree (device_id, tag_id);
CREATE INDEX device_tag_tag ON public.device_tag USING btree (tag_id);
CREATE UNIQUE INDEX enrollment_active ON public.enrollment USING btree (device_id) WHERE (state = 'active'::text);
CREATE UNIQUE INDEX enrollment_active_udid ON public.enrollment USING btree (udid) WHERE (state = 'active'::text);
CREATE UNIQUE INDEX enrollment_certificate ON public.enrollment USING btree (certificate_id) WHERE (state <> 'ended'::text);
CREATE INDEX enrollment_device ON public.enrollment USING btree (device_id);
CREATE UNIQUE INDEX enrollment_pkey ON public.enrollment USING btree (id);
CREATE INDEX enrollment_push_retired ON public.enrollment USING btree (id) WHERE ((state = 'active'::text) AND (push_token_retired_at IS NOT NULL));
CREATE UNIQUE INDEX enrollment_request_device ON public.enrollment_request USING btree (device_id) WHERE (ended_at IS NULL);
CREATE INDEX enrollment_request_expires_at ON public.enrollment_request USING btree (expires_at) WHERE (ended_at IS NULL);
CREATE INDEX enrollment_request_of_device ON public.enrollment_request USING btree (device_id, id DESC);
CREATE INDEX enrollment_request_of_user ON public.enrollment_request USING btree (user_id, id DESC);
CREATE UNIQUE INDEX enrollment_request_pkey ON public.enrollment_request USING btree (id);
CREATE UNIQUE INDEX enrollment_request_token_hash_key ON public.enrollment_request USING btree (token_hash);
CREATE UNIQUE INDEX enrollment_request_user ON public.enrollment_request USING btree (user_id) WHERE ((ended_at IS NULL) AND (device_id IS NULL));
CREATE UNIQUE INDEX event_pkey ON public.event USING btree (id);
CREATE UNIQUE INDEX event_subject ON public.event USING btree (subject_id, subject_kind, seq);
CREATE UNIQUE INDEX expiry_reminder_pkey ON public.expiry_reminder USING btree (kind, thing_id);
CREATE INDEX google_command_device ON public.google_command USING btree (device_id, id) WHERE (device_id IS NOT NULL);
CREATE INDEX google_command_device_name ON public.google_command USING btree (device_name);
CREATE INDEX google_command_due ON public.google_command USING btree (next_at) WHERE (state = ANY (ARRAY['queued'::text, 'sent'::text]));
CREATE UNIQUE INDEX google_command_open ON public.google_command USING btree (device_name, kind) WHERE (state = ANY (ARRAY['queued'::text, 'sent'::text]));
CREATE UNIQUE INDEX google_command_pkey ON public.google_command USING btree (id);
CREATE INDEX google_device_admitted_device ON public.google_device USING btree (admitted_device_id) WHERE (admitted_device_id IS NOT NULL);
CREATE INDEX google_device_arrival ON public.google_device USING btree (arrival_id) WHERE (arrival_id IS NOT NULL);
CREATE INDEX google_device_bulk_enrollment ON public.google_device USING btree (bulk_enrollment_id) WHERE (bulk_enrollment_id IS NOT NULL);
CREATE INDEX google_device_device ON public.google_device USING btree (device_id) WHERE (device_id IS NOT NULL);
CREATE UNIQUE INDEX google_device_pkey ON public.google_device USING btree (name);
CREATE INDEX google_enrollment_token_bulk ON public.google_enrollment_token USING btree (bulk_enrollment_id, created_at);
CREATE UNIQUE INDEX google_enrollment_token_name_key ON public.google_enrollment_token USING btree (name);
CREATE UNIQUE INDEX google_enrollment_token_pkey ON public.google_enrollment_token USING btree (id);
CREATE UNIQUE INDEX headwind_agent_pkey ON public.headwind_agent USING btree (registration_id);
CREATE INDEX headwind_quarantine_created_at ON public.headwind_quarantine USING btree (created_at);
CREATE UNIQUE INDEX headwind_quarantine_number_hash_key ON public.headwind_quarantine USING btree (number_hash);
CREATE UNIQUE INDEX headwind_quarantine_pkey ON public.headwind_quarantine USING btree (id);
CREATE INDEX hosted_agent_newest ON public.hosted_agent USING btree (key, version_code DESC, id DESC);
CREATE UNIQUE INDEX hosted_agent_pkey ON public.hosted_agent USING btree (id);
CREATE UNIQUE INDEX hosted_agent_sha256_key ON public.hosted_agent USING btree (sha256);
CREATE UNIQUE INDEX hosted_agent_chunk_pkey ON public.hosted_agent_chunk USING btree (agent_id, "position");
CREATE INDEX idempotency_key_created_at ON public.idempotency_key USING btree (created_at);
CREATE UNIQUE INDEX idempotency_key_pkey ON public.idempotency_key USING btree (actor, key);
CREATE INDEX import_created_at ON public.import USING btree (created_at DESC, id DESC);
CREATE UNIQUE INDEX import_pkey ON public.import USING btree (id);
CREATE UNIQUE INDEX import_code_pkey ON public.import_code USING btree (import_id, line);
CREATE UNIQUE INDEX import_mapping_pkey ON public.import_mapping USING btree (header_hash);
CREATE INDEX import_plan_outcome ON public.import_plan USING btree (import_id, outcome, line);
CREATE UNIQUE INDEX import_plan_pkey ON public.import_plan USING btree (import_id, line);
CREATE UNIQUE INDEX import_row_pkey ON public.import_row USING btree (import_id, line);
CREATE UNIQUE INDEX import_undo_note_pkey ON public.import_undo_note USING btree (import_id, "position");
CREATE INDEX mail_device ON public.mail USING btree (device_id, id DESC);
CREATE INDEX mail_due ON public.mail USING btree (((import_id IS NOT NULL)), next_try_at, id) WHERE (state = 'waiting'::text);
CREATE UNIQUE INDEX mail_expiry_waiting_once ON public.mail USING btree (thing_kind, thing_id, lower(recipient)) WHERE ((state = 'waiting'::text) AND (kind = 'expiry'::text));
CREATE INDEX mail_failed ON public.mail USING btree (id DESC) WHERE (state = 'failed'::text);
CREATE INDEX mail_import ON public.mail USING btree (import_id, id DESC) WHERE (import_id IS NOT NULL);
CREATE UNIQUE INDEX mail_pkey ON public.mail USING btree (id);
CREATE INDEX mail_request ON public.mail USING btree (request_id, id DESC) WHERE (request_id IS NOT NULL);
CREATE UNIQUE INDEX mail_request_waiting_once ON public.mail USING btree (request_id, channel, lower(recipient)) WHERE ((state = 'waiting'::text) AND (device_id IS NULL));
CREATE INDEX mail_sending ON public.mail USING btree (id) WHERE (state = 'sending'::text);
CREATE INDEX mail_tried_at ON public.mail USING btree (tried_at) WHERE (tried_at IS NOT NULL);
CREATE UNIQUE INDEX mail_waiting_once ON public.mail USING btree (device_id, channel, lower(recipient)) WHERE (state = 'waiting'::text);
CREATE INDEX oidc_sign_on_expires_at ON public.oidc_sign_on USING btree (expires_at);
CREATE UNIQUE INDEX oidc_sign_on_pkey ON public.oidc_sign_on USING btree (state_hash);
CREATE UNIQUE INDEX organization_name_key ON public.organization USING btree (name);
CREATE UNIQUE INDEX organization_pkey ON public.organization USING btree (id);
CREATE UNIQUE INDEX policy_identifier ON public.policy USING btree (identifier) WHERE (kind <> 'app'::text);
CREATE UNIQUE INDEX policy_name_key ON public.policy USING btree (name);
CREATE UNIQUE INDEX policy_pkey ON public.policy USING btree (id);
CREATE INDEX policy_group_group ON public.policy_group USING btree (group_id);
CREATE UNIQUE INDEX policy_group_pkey ON public.policy_group USING btree (policy_id, group_id);
CREATE UNIQUE INDEX policy_template_pkey ON public.policy_template USING btree (policy_id, template_id);
CREATE INDEX policy_template_template ON public.policy_template USING btree (template_id);
CREATE INDEX push_due ON public.push USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE UNIQUE INDEX push_pkey ON public.push USING btree (enrollment_id);
CREATE UNIQUE INDEX push_certificate_one_key ON public.push_certificate USING btree (one);
CREATE UNIQUE INDEX push_certificate_pkey ON public.push_certificate USING btree (id);
CREATE UNIQUE INDEX refused_message_pkey ON public.refused_message USING btree (day, endpoint, reason, address);
CREATE UNIQUE INDEX renewal_pkey ON public.renewal USING btree (enrollment_id);
CREATE UNIQUE INDEX role_name_key ON public.role USING btree (name);
CREATE UNIQUE INDEX role_pkey ON public.role USING btree (id);
CREATE INDEX scep_challenge_certificate ON public.scep_challenge USING btree (certificate_id) WHERE (certificate_id IS NOT NULL);
CREATE INDEX scep_challenge_enrollment ON public.scep_challenge USING btree (enrollment_id) WHERE (enrollment_id IS NOT NULL);
CREATE INDEX scep_challenge_expires_at ON public.scep_challenge USING btree (expires_at);
CREATE UNIQUE INDEX scep_challenge_pkey ON public.scep_challenge USING btree (id);
CREATE UNIQUE INDEX scep_challenge_secret_hash_key ON public.scep_challenge USING btree (secret_hash);
CREATE UNIQUE INDEX schema_migration_pkey ON public.schema_migration USING btree (name);
CREATE INDEX session_admin ON public.session USING btree (admin_id);
CREATE INDEX session_expires_at ON public.session USING btree (expires_at);
CREATE UNIQUE INDEX session_pkey ON public.session USING btree (id);
CREATE INDEX session_previous_hash ON public.session USING btree (previous_hash) WHERE (previous_hash IS NOT NULL);
CREATE UNIQUE INDEX session_token_hash_key ON public.session USING btree (token_hash);
CREATE UNIQUE INDEX setting_pkey ON public.setting USING btree (key);
CREATE UNIQUE INDEX tag_name_key ON public.tag USING btree (name);
CREATE UNIQUE INDEX tag_pkey ON public.tag USING btree (id);
CREATE UNIQUE INDEX template_name_key ON public.template USING btree (name);
CREATE UNIQUE INDEX template_pkey ON public.template USING btree (id);
CREATE INDEX template_group_group ON public.template_group USING btree (group_id);
CREATE UNIQUE INDEX template_group_pkey ON public.template_group USING btree (template_id, group_id);
CREATE UNIQUE INDEX template_tag_pkey ON public.template_tag USING btree (template_id, tag_id);
CREATE INDEX template_tag_tag ON public.template_tag USING btree (tag_id);
CREATE UNIQUE INDEX user_channel_enrollment_id_user_key_key ON public.user_channel USING btree (enrollment_id, user_key);
CREATE UNIQUE INDEX user_channel_pkey ON public.user_channel USING btree (id);
CREATE INDEX user_organization_organization ON public.user_organization USING btree (organization_id);
CREATE UNIQUE INDEX user_organization_pkey ON public.user_organization USING btree (user_id, organization_id);
CREATE UNIQUE INDEX user_password_pkey ON public.user_password USING btree (user_id);
CREATE INDEX web_view_visit_expires_at ON public.web_view_visit USING btree (expires_at);
CREATE UNIQUE INDEX web_view_visit_pkey ON public.web_view_visit USING btree (id);
