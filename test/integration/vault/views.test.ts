import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  builtInViews,
  listView,
  MOST_VIEWS,
  sameView,
  type ListView,
} from '../../../src/shared/domain/saved-view';
import { ok } from '../../../src/shared/domain/result';
import type { OpenVault } from '../../../src/vault/handlers/handler';
import { viewHandlers } from '../../../src/vault/handlers/views';
import { sql } from '../../../src/vault/store/sql';
import { aStore, type AStore } from './a-store';

const never = new AbortController().signal;
const mine: ListView = {
  screen: 'trail',
  filter: { actions: ['EXPORT'], from: 1, until: 2, span: 'this month', patients: ['patient-1'] },
};
const people: ListView = {
  screen: 'people',
  filter: { job: 'Nurse', status: 'active', secondFactor: 'none', seen: 'never', text: 'é' },
  sort: { by: 'seen', descending: true },
};

let store: AStore;
let changes: number;
beforeEach(() => {
  store = aStore();
  changes = 0;
});
afterEach(() => store.remove());

const views = () =>
  viewHandlers(
    () => ({ entered: { db: store.db } }) as OpenVault,
    () => (changes += 1),
  );
const save = (name: string, view: ListView = mine, replace = false) =>
  views()['views.save']({ name, view, replace }, never);
const list = async () => {
  const answer = await views()['views.list']({}, never);
  return answer.ok ? answer.value.views : [];
};
const idOf = async (name: string) => (await list()).find((one) => one.name === name)?.viewId ?? '';

describe('saved views', () => {
  test('are there again when the file is opened again, in the order of their names', async () => {
    await save('Who exports');
    await save('Nurses never seen', people);
    store.reopen();
    expect((await list()).map(({ name, view }) => [name, view])).toEqual([
      ['Nurses never seen', people],
      ['Who exports', mine],
    ]);
    expect(changes).toBe(2);
  });

  test('of one screen have names that a person can tell apart; a taken one is said, and replaced when asked', async () => {
    await save('Who exports');
    const again: ListView = { screen: 'trail', filter: {} };
    expect(await save(' who  EXPORTS', again)).toMatchObject({ code: 'conflict' });
    // The list of people has names of its own.
    expect(await save('Who exports', people)).toMatchObject({ ok: true });
    expect(await save('Who Exports', again, true)).toMatchObject({ ok: true });
    expect((await list()).filter(({ view }) => view.screen === 'trail')).toMatchObject([
      { name: 'Who Exports', view: again },
    ]);
  });

  test('are renamed, to a name that is free or their own, and deleted', async () => {
    await save('a');
    await save('b');
    const viewId = await idOf('a');
    expect(await views()['views.rename']({ viewId, name: 'B' }, never)).toMatchObject({ code: 'conflict' });
    expect(await views()['views.rename']({ viewId, name: 'A' }, never)).toEqual(ok({}));
    expect((await list()).map(({ name }) => name)).toEqual(['A', 'b']);
    expect(await views()['views.delete']({ viewId }, never)).toEqual(ok({}));
    expect(await views()['views.delete']({ viewId }, never)).toMatchObject({ code: 'not-found' });
    expect(await views()['views.rename']({ viewId, name: 'c' }, never)).toMatchObject({ code: 'not-found' });
    expect((await list()).map(({ name }) => name)).toEqual(['b']);
  });

  test('are so many at most on a screen, and the next one is refused kindly', async () => {
    for (let i = 0; i < MOST_VIEWS; i += 1) expect(await save(`view ${i}`)).toMatchObject({ ok: true });
    expect(await save('one more')).toMatchObject({
      code: 'too-large',
      hint: expect.stringContaining('Delete one') as string,
    });
    expect(await save('view 3', mine, true)).toMatchObject({ ok: true });
    expect(await save('of people', people)).toMatchObject({ ok: true });
  });

  test('that this version cannot read are left out, and left where they are', async () => {
    await save('good');
    for (const [i, body] of ['{', '{"screen":"keys"}'].entries())
      store.db.run(
        sql`INSERT INTO saved_view (view_id, screen, name, body) VALUES (${`x${i}`}, 'trail', 'x', ${body})`,
      );
    expect((await list()).map(({ name }) => name)).toEqual(['good']);
    expect(store.db.values(sql`SELECT count(*) FROM saved_view`)).toEqual([[3]]);
  });

  test('are the same whatever day a relative stretch was kept on', () => {
    expect(sameView(mine, { ...mine, filter: { ...mine.filter, from: 7, until: 9 } })).toBe(true);
    const { span: _span, ...absolute } = mine.filter;
    expect(sameView(mine, { screen: 'trail', filter: absolute })).toBe(false);
    expect(sameView({ screen: 'trail', filter: {} }, people)).toBe(false);
    for (const { view } of builtInViews) expect(listView.parse(view)).toEqual(view);
  });
});
