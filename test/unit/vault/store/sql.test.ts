import { describe, expect, test } from 'vitest';
import { sql } from '../../../../src/vault/store/sql';

describe('sql', () => {
  test('a value becomes a parameter, whatever is in it', () => {
    const name = "x'; DROP TABLE audit_event; --";
    expect(sql`SELECT * FROM setting WHERE name = ${name} AND value > ${3}`).toEqual([
      'SELECT * FROM setting WHERE name = ? AND value > ?',
      [name, 3],
    ]);
  });

  test('the same place in the code gives the same text, so that its statement is prepared once', () => {
    const query = (seq: number) => sql`SELECT ${seq}`;
    expect(query(1)[0]).toBe(query(2)[0]);
  });
});
