import { writeFile } from 'node:fs/promises';
import { columnChunk } from './column-chunk';
import { idle } from './idle';
import { judge, table, thisMachine, type Bench, type Report } from './harness';
import { platform } from './platform';
import { scroll } from './scroll';
import { start } from './start';
import { store } from './store';
import { sync } from './sync';
import { synthetic } from './synthetic';
import { verify } from './verify';

/** `npm run bench -- <name> [--rows N] [--json FILE]` */
const benches: readonly Bench[] = [
  start,
  scroll,
  store,
  sync,
  synthetic,
  verify,
  platform,
  idle,
  columnChunk,
];

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Wish {
  name: string | undefined;
  rows: number | null;
  json: string | null;
}

function readArguments(given: readonly string[]): Wish | string {
  const wish: Wish = { name: undefined, rows: null, json: null };
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] as string;
    if (word === '--rows' || word === '--json') {
      const value = given[(at += 1)];
      if (value === undefined) return `${word} needs a value.`;
      if (word === '--json') wish.json = value;
      else if (/^\d+$/.test(value) && Number(value) > 0) wish.rows = Number(value);
      else return '--rows takes a whole number above 0.';
    } else if (word.startsWith('-') || wish.name !== undefined) return `${word} is not understood.`;
    else wish.name = word;
  }
  return wish;
}

async function main(): Promise<number> {
  const wish = readArguments(process.argv.slice(2));
  const bench = typeof wish === 'string' ? undefined : benches.find(({ name }) => name === wish.name);
  if (typeof wish === 'string' || bench === undefined) {
    say(
      typeof wish === 'string'
        ? wish
        : 'Say what to measure: npm run bench -- <name> [--rows N] [--json FILE]',
    );
    for (const { name, about } of benches) say(`  ${name}  ${about}`);
    return 2;
  }
  const { rows, figures } = await bench.run({ rows: wish.rows, log: say });
  const report: Report = {
    name: bench.name,
    rows,
    machine: thisMachine(),
    figures: Object.fromEntries(Object.entries(figures).map(([name, measured]) => [name, judge(measured)])),
  };
  say(table(report));
  if (wish.json !== null) await writeFile(wish.json, `${JSON.stringify(report, null, 2)}\n`);
  return Object.values(report.figures).some(({ ok }) => ok === false) ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
