/** Upper bounds of durations, in seconds. */
const bounds = [0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 10] as const;

interface Durations {
  call: string;
  code: string;
  /** How many took at most each bound, and longer than the one before. */
  counts: number[];
  count: number;
  sum: number;
}

/** What this node answered since it started. */
export interface RequestMetrics {
  /** `code`: `ok` or that of the refusal. Both names come from closed lists: nothing a person sent is kept. */
  answered(call: string, code: string, seconds: number): void;
  lines(): string[];
}

const refusedSignIn: readonly string[] = ['wrong-credentials', 'account-ended', 'too-many'];

export function requestMetrics(): RequestMetrics {
  const durations = new Map<string, Durations>();
  let failedSignIns = 0;
  return {
    answered(call, code, seconds) {
      const key = `${call} ${code}`;
      const kept = durations.get(key) ?? { call, code, counts: bounds.map(() => 0), count: 0, sum: 0 };
      durations.set(key, kept);
      const at = bounds.findIndex((bound) => seconds <= bound);
      if (at >= 0) kept.counts[at] = (kept.counts[at] ?? 0) + 1;
      kept.count += 1;
      kept.sum += seconds;
      if (call === 'auth.signIn' && refusedSignIn.includes(code)) failedSignIns += 1;
    },
    lines: () => [
      '# HELP wardkeeper_request_duration_seconds Requests answered by this node, by call and code.',
      '# TYPE wardkeeper_request_duration_seconds histogram',
      ...[...durations.values()].flatMap(histogram),
      ...metric('failed_sign_ins_total', 'counter', 'Sign-ins this node refused.', failedSignIns),
    ],
  };
}

function histogram({ call, code, counts, count, sum }: Durations): string[] {
  const name = 'wardkeeper_request_duration_seconds';
  const of = `call="${call}",code="${code}"`;
  let below = 0;
  const buckets = bounds.map((bound, i) => {
    below += counts[i] ?? 0;
    return `${name}_bucket{${of},le="${bound}"} ${below}`;
  });
  return [
    ...buckets,
    `${name}_bucket{${of},le="+Inf"} ${count}`,
    `${name}_sum{${of}} ${sum}`,
    `${name}_count{${of}} ${count}`,
  ];
}

/** One value in Prometheus's text format. */
export function metric(name: string, type: 'gauge' | 'counter', help: string, value: number): string[] {
  const full = `wardkeeper_${name}`;
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, `${full} ${value}`];
}

/** The same with a label, each of whose values has one. */
export function labelled(
  name: string,
  help: string,
  label: string,
  values: Readonly<Record<string, number>>,
): string[] {
  const full = `wardkeeper_${name}`;
  const each = Object.entries(values).map(([of, value]) => `${full}{${label}="${of}"} ${value}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...each];
}
