import type { ShownPatient } from '../../src/shared/contract/bridge/trail';
import type { WorkforceMember } from '../../src/shared/domain/workforce-member';
import type { ScriptedConsole, Stage } from './scripted-vault';

export interface GeneratedTrail {
  size: number;
  /** When the newest event happened, in microseconds; every earlier one `stepMicros` before the next. */
  newestAt: number;
  stepMicros: number;
  /** Event n is by member n modulo their number. */
  people: readonly Pick<WorkforceMember, 'userId' | 'userName' | 'displayName' | 'role'>[];
  /** And concerns patient n modulo their number. */
  patients: readonly ShownPatient[];
}

/**
 * Answers calls about the trail by arithmetic, for lists of any length. Filters are runs of equal steps through the
 * list: one person has every n-th event, and a text of L letters, whatever they are, fits events L, L + (L + 3), …
 */
export async function playGenerated(scripted: ScriptedConsole, trail: GeneratedTrail): Promise<void> {
  await scripted.console.app.evaluate((_electron, given) => {
    const { newestAt, stepMicros, people, patients } = given;
    const whole = given.size;

    interface Filter {
      who?: string[];
      text?: string;
      from?: number;
      until?: number;
    }
    interface Asked {
      filter?: Filter;
      size?: number | null;
      offset?: number;
      limit?: number;
      edges?: number[];
      seq?: number;
    }

    /** The places that fit: first, step and how many. Place 0 is the newest event. */
    function run({ who, text, from, until }: Filter, size: number) {
      const person = who === undefined ? -1 : people.findIndex(({ userId }) => userId === who[0]);
      const [start, step] =
        text !== undefined
          ? [text.length, text.length + 3]
          : person >= 0
            ? [(size - 1 - person) % people.length, people.length]
            : [0, 1];
      const placeAt = (micros: number) => (newestAt - micros) / stepMicros;
      // From the first moment on, and before the second one.
      const low = until === undefined ? 0 : Math.max(0, Math.floor(placeAt(until)) + 1);
      const high = from === undefined ? size - 1 : Math.min(size - 1, Math.floor(placeAt(from)));
      const first = low <= start ? start : start + Math.ceil((low - start) / step) * step;
      return { first, step, count: first > high ? 0 : Math.floor((high - first) / step) + 1 };
    }

    function rowAt(place: number, size: number) {
      const seq = size - 1 - place;
      const who = people[seq % people.length]!;
      const patient = patients[seq % patients.length]!;
      const at = newestAt - place * stepMicros;
      const isChange = seq % 6 === 4;
      const twelve = String(seq).padStart(12, '0');
      return {
        seq,
        event: {
          v: 1,
          id: `019a8f00-0000-7000-8000-${twelve}`,
          occurredAt: at,
          recordedAt: at,
          category: isChange ? 'modification' : 'access',
          action: isChange ? 'UPDATE' : 'READ',
          verb: isChange ? 'VITALS_CHANGED' : 'CHART_OPENED',
          actor: { userId: who.userId, userName: who.userName, role: who.role },
          resource: { type: isChange ? 'Vitals' : 'Chart', id: `record-${seq % 9973}` },
          patients: [patient.patientId],
          phiFields: ['visit_notes'],
          purpose: 'treatment',
          network: { ip: `10.20.0.${10 + (seq % 12)}`, sessionId: `session-${who.userName}` },
          outcome: seq % 97 === 13 ? 'denied' : 'success',
          source: { system: 'Generated', format: 'phi_audit_logs' },
        },
        leafHash: `${twelve.repeat(4).slice(0, 42)}A`,
        who: who.displayName,
        patients: [patient],
      };
    }

    function answer(call: string, asked: Asked): object | undefined {
      const size = asked.size ?? whole;
      const filter = asked.filter ?? {};
      const { first, step, count } = run(filter, size);
      switch (call) {
        case 'trail.rows': {
          const { offset = 0, limit = 100 } = asked;
          const length = Math.max(0, Math.min(limit, count - offset));
          const rows = Array.from({ length }, (_, i) => rowAt(first + (offset + i) * step, size));
          return { rows, size, total: Object.keys(filter).length === 0 ? count : null };
        }
        case 'trail.count':
          return { count, size };
        case 'trail.histogram': {
          const edges = asked.edges ?? [];
          return {
            counts: edges.slice(0, -1).map((edge, i) => {
              const from = Math.max(edge, filter.from ?? 0);
              const until = Math.min(edges[i + 1]!, filter.until ?? Number.MAX_SAFE_INTEGER);
              return from < until ? run({ ...filter, from, until }, size).count : 0;
            }),
          };
        }
        case 'trail.event': {
          const place = whole - 1 - (asked.seq ?? 0);
          const around = [2, 1, 0, -1, -2].map((way) => place + way * people.length);
          return {
            row: rowAt(place, whole),
            around: around.filter((one) => one >= 0 && one < whole).map((one) => rowAt(one, whole)),
          };
        }
        default:
          return undefined;
      }
    }

    (globalThis as unknown as { stage: Stage }).stage.make = (call, request) => {
      const value = answer(call, request);
      return value === undefined ? undefined : { ok: true, value };
    };
  }, trail);
}
