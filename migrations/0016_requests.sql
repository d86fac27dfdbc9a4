-- Enrollment requests: a link for one device, or for a person without one.

create table enrollment_request (
  id uuid primary key,
  -- Without a device: the person may enroll one, and the record is made when they do.
  user_id uuid references app_user on delete cascade,
  device_id uuid references device on delete cascade,
  channel text not null check (channel in ('mail', 'sms', 'qr')),
  recipient text,
  -- The token is 192 random bits: its hash finds the request, the sealed copy is for another mail and for the QR code.
  token_hash bytea not null unique,
  token_sealed bytea not null,
  requested_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  sent_at timestamptz,
  -- What the mail server said last, when the mail failed.
  failure text,
  -- When a person did something on the page; that a program has fetched it does not count.
  opened_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('revoked', 'replaced')),
  check (user_id is not null or device_id is not null),
  check ((ended_at is null) = (end_reason is null))
);
-- One live request for a device, and one for a person without a device; a new one ends the one before.
create unique index enrollment_request_device on enrollment_request (device_id) where ended_at is null;
create unique index enrollment_request_user on enrollment_request (user_id) where ended_at is null and device_id is null;
create index enrollment_request_of_device on enrollment_request (device_id, id desc);
create index enrollment_request_of_user on enrollment_request (user_id, id desc);
create index enrollment_request_expires_at on enrollment_request (expires_at) where ended_at is null;

alter table mail add request_id uuid references enrollment_request on delete set null;
create index mail_request on mail (request_id, id desc) where request_id is not null;
-- A mail to a person without a device belongs to the request alone.
create unique index mail_request_waiting_once on mail (request_id, channel, lower(recipient)) where state = 'waiting' and device_id is null;
