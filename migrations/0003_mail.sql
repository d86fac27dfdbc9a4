-- The outbox: written in the transaction that causes a mail, sent by a job. What a mail says is made when it is sent.

create table mail (
  id uuid primary key,
  kind text not null check (kind in ('check-in')),
  -- A text message goes as a short mail to a gateway; its recipient is a telephone number.
  channel text not null default 'mail' check (channel in ('mail', 'sms')),
  recipient text not null,
  device_id uuid references device on delete set null,
  import_id uuid references import on delete set null,
  -- `sending` without a sender at work was left by a server that died: it goes out again.
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'cancelled')),
  attempts integer not null default 0,
  tried_at timestamptz,
  next_try_at timestamptz not null default 'epoch',
  -- What the mail server said last, or why the mail was cancelled.
  answer text,
  requested_by text not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
-- The order of sending: what an admin asks for by hand goes before the thousands of an import.
create index mail_due on mail ((import_id is not null), next_try_at, id) where state = 'waiting';
-- A mail that waits will tell how the device is by then, so one is enough.
create unique index mail_waiting_once on mail (device_id, channel, lower(recipient)) where state = 'waiting';
create index mail_sending on mail (id) where state = 'sending';
-- How many were tried in the last minute.
create index mail_tried_at on mail (tried_at) where tried_at is not null;
create index mail_device on mail (device_id, id desc);
create index mail_import on mail (import_id, id desc) where import_id is not null;
-- What somebody has to look at; of the other states there is either little or nearly everything.
create index mail_failed on mail (id desc) where state = 'failed';
