/** How a kind of thing is drawn: a colour and a pattern of its own, so that it is told apart without colour too. */
export const looks = ['quiet', 'hatched', 'breach', 'c1', 'c2', 'c3', 'c4', 'c5'] as const;
export type Look = (typeof looks)[number];

interface Paint {
  fill: string;
  stroke: string;
}

const plain: Partial<Record<Look, Paint>> = {
  // The ground of every chart: quiet on purpose, and always edged.
  quiet: { fill: 'var(--explained-bar)', stroke: 'var(--line-strong)' },
  breach: { fill: 'var(--breach-mark)', stroke: 'var(--breach-mark)' },
  c1: { fill: 'var(--c1)', stroke: 'var(--c1)' },
  c3: { fill: 'var(--c3)', stroke: 'var(--c3)' },
};

const edges: Partial<Record<Look, string>> = {
  hatched: 'var(--ink-2)',
  c2: 'var(--c2)',
  c4: 'var(--c4)',
  c5: 'var(--c5)',
};

/** Fill and edge of a look; `id` is the chart's, for its patterns. */
export function paintOf(look: Look, id: string): Paint {
  return plain[look] ?? { fill: `url(#${id}-${look})`, stroke: edges[look] ?? 'var(--line-strong)' };
}

/** The patterns that a chart's looks refer to: 45° hatch, dots, horizontal lines. */
export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      <Tile id={`${id}-hatched`} turned>
        <path d="M0 0V6" stroke="var(--ink-2)" strokeWidth={2.4} />
      </Tile>
      <Tile id={`${id}-c2`} turned>
        <path d="M0 0V6" stroke="var(--c2)" strokeWidth={3} />
      </Tile>
      <Tile id={`${id}-c4`}>
        <circle cx={1.5} cy={1.5} r={1.1} fill="var(--c4)" />
        <circle cx={4.5} cy={4.5} r={1.1} fill="var(--c4)" />
      </Tile>
      <Tile id={`${id}-c5`}>
        <path d="M0 1.5H6M0 4.5H6" stroke="var(--c5)" strokeWidth={1.4} />
      </Tile>
    </defs>
  );
}

function Tile({ id, turned = false, children }: { id: string; turned?: boolean; children: React.ReactNode }) {
  return (
    <pattern
      id={id}
      width={6}
      height={6}
      patternUnits="userSpaceOnUse"
      {...(turned ? { patternTransform: 'rotate(45)' } : {})}
    >
      <rect width={6} height={6} fill="var(--raised)" />
      {children}
    </pattern>
  );
}
