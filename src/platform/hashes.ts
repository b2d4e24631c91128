import { hash } from 'node:crypto';
import { hashesFrom } from '../shared/transparency/hashes';

export const hashes = hashesFrom(hash);
