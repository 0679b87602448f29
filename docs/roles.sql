-- Roles of the database. Run it as a superuser inside the database: once before the
-- first `vungxanh store migrate`, and again after each one that added tables.
-- Passwords are set apart, in psql: \password vungxanh_owner
-- The service may not change the form of a table, and may neither change nor remove
-- what was kept: only accounts, sessions, tokens, uploads and jobs have a state. Checks,
-- alerts and arrivals are dropped once they are counts. Which keys are believed, and what
-- was signed, is written by the signer alone: who takes the service over makes no permit.

do $$
declare name text;
begin
  foreach name in array array['vungxanh_owner', 'vungxanh_service', 'vungxanh_signer',
                             'vungxanh_reader']
  loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I login', name);
    end if;
  end loop;
end $$;

revoke create on schema public from public;
grant usage, create on schema public to vungxanh_owner;
grant usage on schema public to vungxanh_service, vungxanh_signer, vungxanh_reader;

-- Tables that another role made before are handed over to the owner.
do $$
declare one record;
begin
  for one in
    select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  loop
    execute format('alter table public.%I owner to vungxanh_owner', one.relname);
    execute format('grant select on public.%I to vungxanh_service', one.relname);
    if one.relname not in ('alembic_version', 'signing_keys', 'permits', 'bundles') then
      execute format('grant insert on public.%I to vungxanh_service', one.relname);
    end if;
    execute format('grant select on public.%I to vungxanh_signer', one.relname);
    if one.relname in ('signing_keys', 'permits', 'bundles', 'permit_orders',
                       'revocations', 'audit') then
      execute format('grant insert on public.%I to vungxanh_signer', one.relname);
    end if;
    if one.relname in ('signing_keys', 'bundles', 'permit_orders') then
      execute format('grant update on public.%I to vungxanh_signer', one.relname);
    end if;
    if one.relname = 'bundles' then
      execute format('grant delete on public.%I to vungxanh_signer', one.relname);
    end if;
    if one.relname in ('accounts', 'grants', 'sessions', 'tokens', 'jobs',
                       'permit_orders', 'permits', 'revocations',
                       'devices', 'device_codes', 'shifts',
                       'check_counts', 'check_chains', 'alerts') then
      execute format('grant update on public.%I to vungxanh_service', one.relname);
    end if;
    if one.relname in ('sessions', 'uploads', 'checks', 'alerts',
                       'arrivals') then
      execute format('grant delete on public.%I to vungxanh_service', one.relname);
    end if;
    if one.relname not in ('accounts', 'sessions', 'tokens', 'uploads', 'device_codes',
                           'permits', 'permit_orders') then
      execute format('grant select on public.%I to vungxanh_reader', one.relname);
    end if;
  end loop;
  if to_regproc('public.vungxanh_keep') is not null then
    alter function public.vungxanh_keep() owner to vungxanh_owner;
  end if;
end $$;

grant usage on all sequences in schema public to vungxanh_service, vungxanh_signer;
