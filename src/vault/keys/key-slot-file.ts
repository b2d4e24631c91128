import { readJson } from '../files/read-json';
import { writeDurably } from '../files/write-durably';
import { keySlots, SLOT_FORMAT, SLOT_VERSION, type KeySlots } from './slot-format';

export function writeKeySlots(path: string, slots: KeySlots): void {
  writeDurably(path, `${JSON.stringify(keySlots.parse(slots), null, 2)}\n`);
}

/** `damaged`: not slots of this version as we write them; a cost below the floor counts as that. */
export function readKeySlots(path: string): KeySlots | 'missing' | 'damaged' | 'too-new' {
  const file = readJson(path);
  if (file.state === 'missing') return 'missing';
  if (file.state === 'unreadable') return 'damaged';
  const parsed = keySlots.safeParse(file.value);
  if (parsed.success) return parsed.data;
  const { format, version } = (file.value ?? {}) as { format?: unknown; version?: unknown };
  return format === SLOT_FORMAT && typeof version === 'number' && version > SLOT_VERSION
    ? 'too-new'
    : 'damaged';
}
