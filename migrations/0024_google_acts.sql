-- What admins have Google do with a device, and what Google says of it.

alter table google_device
  -- What Google said of it when it was read last, beside its numbers.
  add column reported jsonb not null default '{}',
  -- The record that it was let in for, also after that was withdrawn: acts on the record are meant for this device.
  add column admitted_device_id uuid references device on delete set null,
  -- Since when it is erased, as an admin wanted: it is let in no more under this name.
  add column erased_at timestamptz;
update google_device set admitted_device_id = device_id where outcome = 'admit';
create index google_device_admitted_device on google_device (admitted_device_id) where admitted_device_id is not null;

create table google_command (
  id uuid primary key,
  device_name text not null references google_device on delete cascade,
  -- Whose history it is.
  device_id uuid references device on delete set null,
  kind text not null check (kind in ('sync', 'lock', 'reboot', 'wipe', 'disable')),
  state text not null default 'queued' check (state in ('queued', 'sent', 'done', 'failed')),
  -- Google's name for it, once it has it.
  operation text,
  -- How often Google was asked in this state.
  attempts integer not null default 0,
  message text,
  requested_by text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  answered_at timestamptz,
  -- When Google is asked next.
  next_at timestamptz not null,
  -- When it is given up.
  give_up_at timestamptz
);
create unique index google_command_open on google_command (device_name, kind) where state in ('queued', 'sent');
create index google_command_due on google_command (next_at) where state in ('queued', 'sent');
create index google_command_device_name on google_command (device_name);
create index google_command_device on google_command (device_id, id) where device_id is not null;
