-- What a person proved and chose while a device arrived; it counts for the device once that has enrolled.
alter table arrival
  add column user_id uuid references app_user on delete set null,
  add column ownership text check (ownership in ('personal', 'corporate'));
create index arrival_user on arrival (user_id) where user_id is not null;

-- A visit of a device to the pages that ends with its profile; what was sealed for the visit is then worth nothing.
create table web_view_visit (
  id uuid primary key,
  ended_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index web_view_visit_expires_at on web_view_visit (expires_at);

-- Key Code records that are not restricted to a serial number: whether there is any, each unknown arrival asks.
create index device_key_code on device (id) where dep_method = 'Keycode' and serial is null and status <> 'withdrawn';

-- Which arrival a certificate came from, for the TokenUpdate that makes what was said there count.
create index scep_challenge_certificate on scep_challenge (certificate_id) where certificate_id is not null;
