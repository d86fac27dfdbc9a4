-- Reminders of what ends: server tokens and the push certificate.

-- How many days before which end of a thing somebody was reminded last; 0 when it had ended. Another end begins anew.
create table expiry_reminder (
  kind text not null,
  thing_id uuid not null,
  expires_at timestamptz not null,
  days integer not null,
  reminded_at timestamptz not null default now(),
  primary key (kind, thing_id)
);
insert into expiry_reminder (kind, thing_id, expires_at, days)
  select 'dep-token', id, token_expires_at, reminded_days from dep_account
  where reminded_days is not null and token_expires_at is not null;
alter table dep_account drop column reminded_days;

-- The job that wrote reminders of server tokens alone is gone, and so are its turns.
do $$
begin
  if to_regclass('pgboss.schedule') is not null then
    delete from pgboss.schedule where name = 'dep.remind-of-expiry';
    delete from pgboss.job where name = 'dep.remind-of-expiry' and state < 'active';
  end if;
end $$;

-- Which end of which thing a mail reminds of. What it says is made when it is sent: one that was renewed by then is told to nobody.
alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check check (kind in ('check-in', 'expiry'));
alter table mail add column thing_kind text;
alter table mail add column thing_id uuid;
alter table mail add column thing_expires_at timestamptz;
alter table mail add constraint mail_expiry_has_thing
  check ((kind = 'expiry') = (num_nulls(thing_kind, thing_id, thing_expires_at) = 0));
create unique index mail_expiry_waiting_once on mail (thing_kind, thing_id, lower(recipient))
  where state = 'waiting' and kind = 'expiry';

-- A change of many devices is stored as it was ordered; a job looks its devices up, in the order of their serial numbers.
alter table dep_assignment_run add column target jsonb;
alter table dep_assignment_run add column looked_up_to text not null default '';
create index dep_assignment_run_target on dep_assignment_run (id) where target is not null;
