import { describe, expect, test } from 'vitest';
import { connectionSecurity } from '../../../src/platform/database/open-postgres';

describe('the connection to PostgreSQL', () => {
  test.each([
    'postgresql://u:p@127.0.0.1:5432/x',
    'postgres://u:p@localhost/x',
    'postgresql://u:p@[::1]/x',
    'postgresql:///x?host=/run/postgresql',
  ])('%s stays on this machine and needs no certificate', (url) => {
    expect(connectionSecurity(url)).toMatchObject({ ok: true, value: { ssl: false } });
  });

  test.each([
    'postgresql://u:p@db.example.org/x',
    'postgresql://u:p@10.0.0.5/x',
    'postgresql://u:p@localhost.evil.example/x',
  ])('%s leaves it and is verified', (url) => {
    expect(connectionSecurity(url)).toMatchObject({ ok: true, value: { ssl: { rejectUnauthorized: true } } });
  });

  test('an authority of one’s own is asked for the certificate', () => {
    expect(connectionSecurity('postgresql://u:p@db.example.org/x', 'PEM')).toMatchObject({
      value: { ssl: { rejectUnauthorized: true, ca: 'PEM' } },
    });
  });

  test.each([
    'postgresql://u:p@db.example.org/x?sslmode=disable',
    'postgresql://u:p@db.example.org/x?sslmode=no-verify',
    'postgresql://u:p@db.example.org/x?ssl=false',
    'postgresql://u:p@127.0.0.1/x?options=-c%20session_replication_role%3Dreplica',
    'postgresql:///x?host=localhost&host=db.example.org',
    'mysql://u:p@127.0.0.1/x',
    'not an address',
  ])('%s is refused', (url) => {
    expect(connectionSecurity(url)).toMatchObject({ ok: false, code: 'invalid-request' });
  });
});
