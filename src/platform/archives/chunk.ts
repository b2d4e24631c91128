import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { openBytes, sealBytes } from '../phi/envelope';

/** What one chunk holds at most, so that neither making nor reading an archive takes much memory. */
export const CHUNK_EVENTS = 1000;
export const CHUNK_BYTES = 4 * 1024 * 1024;
/** An event has a limit, and so has a chunk of them: what unpacks to more was not packed here. */
const UNPACKED_BYTES = 64 * 1024 * 1024;

/** An event as an archive keeps it: enough to put its row back, and to compute its leaf again. */
export interface ArchivedEvent {
  seq: number;
  /** 16 bytes in base64url. */
  salt: string;
  /** The event's JSON exactly as it was stored. */
  body: string;
}

/** Where a chunk belongs: anywhere else it does not open. */
export interface ChunkPlace {
  practiceId: string;
  archiveId: string;
  chunk: number;
  firstSeq: number;
  lastSeq: number;
}

/** AES-256-GCM over the packed events, bound to their place. */
export async function sealChunk(
  key: Buffer,
  place: ChunkPlace,
  events: readonly ArchivedEvent[],
): Promise<Buffer> {
  const packed = await promisify(gzip)(Buffer.from(JSON.stringify(events)));
  return Buffer.from(sealBytes(key, boundTo(place), packed), 'base64url');
}

/** Null for what was not sealed under this key for this place, to the last bit. */
export async function openChunk(
  key: Buffer,
  place: ChunkPlace,
  sealed: Uint8Array,
): Promise<ArchivedEvent[] | null> {
  const packed = openBytes(key, boundTo(place), Buffer.from(sealed).toString('base64url'));
  if (packed === null) return null;
  const text = await promisify(gunzip)(packed, { maxOutputLength: UNPACKED_BYTES });
  return JSON.parse(text.toString('utf8')) as ArchivedEvent[];
}

function boundTo({ practiceId, archiveId, chunk, firstSeq, lastSeq }: ChunkPlace): string[] {
  return ['audit_archive', practiceId, archiveId, String(chunk), String(firstSeq), String(lastSeq)];
}
