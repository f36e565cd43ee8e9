import { sql, type Kysely } from 'kysely'

/**
 * Roles that have rights on all new tables by default lose those with which they could rewrite history: of the audit
 * trail, and of the migrations.
 */
export async function rights(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$
    declare
      granted record;
    begin
      for granted in
        select distinct c.oid::regclass as its_table, r.rolname, h.changes from
          (values ('audit_events', 'update, delete, truncate'), ('kysely_migration', 'insert, update, delete, truncate'),
            ('kysely_migration_lock', 'insert, update, delete, truncate')) h (name, changes)
          join pg_class c on c.oid = to_regclass(h.name)
          cross join aclexplode(c.relacl) a
          join pg_roles r on r.oid = a.grantee and r.oid <> c.relowner
      loop
        execute format('revoke %s on %s from %I', granted.changes, granted.its_table, granted.rolname);
      end loop;
    end $$`.execute(db)
}
