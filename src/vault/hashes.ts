import { hash } from 'node:crypto';
import { hashesFrom } from '../shared/transparency/hashes';

/** SHA-256 by node:crypto. */
export const hashes = hashesFrom(hash);
