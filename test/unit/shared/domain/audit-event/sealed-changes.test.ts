import { expect, test } from 'vitest';
import { sealedChangesOf } from '../../../../../src/shared/domain/audit-event/sealed-changes';

const changes = [{ field: 'family', old: 'wk1.event.202611.AAAA' }, { field: 'email' }];

test('only a change of one patient holds values', () => {
  expect(sealedChangesOf({ patients: ['a'], details: { changes } })).toEqual({ patientId: 'a', changes });
  expect(sealedChangesOf({ patients: [], details: { changes } })).toBeNull();
  expect(sealedChangesOf({ patients: ['a', 'b'], details: { changes } })).toBeNull();
  expect(sealedChangesOf({ patients: ['a'], details: {} })).toBeNull();
  expect(sealedChangesOf({ patients: ['a'] })).toBeNull();
});

test('a change that names its fields alone holds none', () => {
  expect(sealedChangesOf({ patients: ['a'], details: { changes: [{ field: 'role' }] } })).toBeNull();
});
