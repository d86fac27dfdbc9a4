-- People prove who they are when a device asks for it: a password kept here, a directory, or an OpenID provider.

-- A user has none when an admin never gave them one. argon2id with its cost inside.
create table user_password (
  user_id uuid primary key references app_user on delete cascade,
  hash text not null,
  set_at timestamptz not null default now()
);

-- One walk to the OpenID provider and back. Taken out when it comes back, so that it comes back once.
create table oidc_sign_on (
  -- SHA-256 of the state that walks through the browser.
  state_hash bytea primary key,
  -- Verifier, nonce, issuer and where the walk goes on: AES-256-GCM, as everything named so.
  transaction_sealed bytea not null,
  expires_at timestamptz not null
);
create index oidc_sign_on_expires_at on oidc_sign_on (expires_at);
