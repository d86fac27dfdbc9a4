-- Commands: named, in order of urgency, sealed while they wait; and what devices say about themselves.

alter table command
  alter column payload drop not null,
  -- The command as it is sent, sealed: profiles and PINs are secrets. Forgotten once it is answered, unless it holds a PIN.
  -- `payload` is that of a command that was queued before there was this column.
  add column payload_sealed bytea,
  -- Names what the command is for. A later one of the same name takes its place while it waits.
  add column key text,
  -- The least goes first.
  add column urgency smallint not null default 5,
  -- Null when Muster itself wants it.
  add column asked_by text,
  -- Whether the timeline of the device tells of it.
  add column told boolean not null default false,
  add column not_now_count integer not null default 0,
  drop constraint command_state_check,
  add constraint command_state_check check (state in
    ('queued', 'sent', 'not-now', 'acknowledged', 'error', 'dropped', 'cancelled', 'replaced'));

-- The next command is one seek in each of these.
drop index command_open;
create index command_open on command (enrollment_id, urgency, position) where state in ('queued', 'sent', 'not-now');
create unique index command_sent on command (enrollment_id) where state = 'sent';
create index command_answered on command (answered_at) where answered_at is not null;

-- What the device of an enrollment says about itself, as it was understood; the answers themselves are with their commands.
create table device_detail (
  device_id uuid primary key references device on delete cascade,
  enrollment_id uuid not null references enrollment on delete cascade,
  information jsonb,
  information_at timestamptz,
  security jsonb,
  security_at timestamptz,
  profiles jsonb,
  profiles_at timestamptz
);
