import type { Database, DatabaseTransaction } from '../database/schema';

/** Tries something for a look alone: whatever it changes is taken back. */
export async function undone<T>(
  db: Database,
  attempt: (transaction: DatabaseTransaction) => Promise<T>,
): Promise<T> {
  const transaction = await db.startTransaction().execute();
  try {
    return await attempt(transaction);
  } finally {
    await transaction.rollback().execute();
  }
}
