import { cpus, release, totalmem } from 'node:os';

/** One measured figure. `ratio` is value ÷ baseline; `ok` is null where no budget is set. */
export interface Figure {
  value: number;
  unit: string;
  baseline: number | null;
  ratio: number | null;
  budget: string | null;
  ok: boolean | null;
}

/** What a bench says of one figure: medians of its own runs, and the budget of the design. A budget without a baseline fails. */
export interface Measured {
  value: number;
  unit: string;
  /** Median of the baseline in the same run, in the same unit. */
  baseline?: number;
  /** Bounds of value ÷ baseline. */
  ratioAtMost?: number;
  ratioAtLeast?: number;
  /** Bounds of the value itself, for budgets the design states in absolute terms. */
  atMost?: number;
  atLeast?: number;
}

export interface BenchOptions {
  /** How many rows or events to measure at; null for the bench's own choice. */
  rows: number | null;
  log(line: string): void;
}

export interface Bench {
  name: string;
  /** What is measured against what, in a sentence. */
  about: string;
  run(options: BenchOptions): Promise<{ rows: number | null; figures: Record<string, Measured> }>;
}

export interface Report {
  name: string;
  rows: number | null;
  machine: { cpu: string; cores: number; memoryGiB: number; os: string; node: string };
  figures: Record<string, Figure>;
}

/** The middle value, or the mean of the two middle ones. Of nothing there is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (lower + upper) / 2;
}

/** The value below which the share `p` (0..1) of the values lies, by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError('There is no percentile of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] as number;
}

/** Holds a measurement against its budget. Without a baseline nobody can tell what the machine was worth: it fails. */
export function judge(measured: Measured): Figure {
  const { value, unit, ratioAtMost, ratioAtLeast, atMost, atLeast } = measured;
  const baseline = measured.baseline ?? null;
  const ratio = baseline === null || baseline === 0 ? null : value / baseline;
  const bounds: [words: string, holds: boolean][] = [];
  if (ratioAtMost !== undefined) bounds.push([`≤ ${ratioAtMost} ×`, ratio !== null && ratio <= ratioAtMost]);
  if (ratioAtLeast !== undefined)
    bounds.push([`≥ ${ratioAtLeast} ×`, ratio !== null && ratio >= ratioAtLeast]);
  if (atMost !== undefined) bounds.push([`≤ ${atMost} ${unit}`, value <= atMost]);
  if (atLeast !== undefined) bounds.push([`≥ ${atLeast} ${unit}`, value >= atLeast]);
  return {
    value,
    unit,
    baseline,
    ratio,
    budget: bounds.length === 0 ? null : bounds.map(([words]) => words).join(', '),
    ok: bounds.length === 0 ? null : baseline !== null && bounds.every(([, holds]) => holds),
  };
}

export function thisMachine(): Report['machine'] {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${process.platform} ${release()}`,
    node: process.version,
  };
}

/** The report as aligned columns. */
export function table(report: Report): string {
  const number = (value: number | null) =>
    value === null ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });
  const verdict = (ok: boolean | null) => (ok === null ? '' : ok ? 'holds' : 'FAILS');
  const lines = [
    ['figure', 'value', 'baseline', 'ratio', 'budget', ''],
    ...Object.entries(report.figures).map(([name, figure]) => [
      name,
      `${number(figure.value)} ${figure.unit}`,
      figure.baseline === null ? '–' : `${number(figure.baseline)} ${figure.unit}`,
      figure.ratio === null ? '–' : figure.ratio.toFixed(2),
      figure.budget ?? '–',
      verdict(figure.ok),
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
