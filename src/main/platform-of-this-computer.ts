import { existsSync } from 'node:fs';
import {
  platformFolder,
  startEmbeddedPlatform,
  type EmbeddedPlatform,
  type PlatformAddress,
  type PlatformNews,
} from './processes/platform';

/** The platform inside this program: started where it has been used before, and when somebody chooses it. */
export interface OwnPlatform {
  /** Whether it has been used on this computer. */
  exists(): boolean;
  /** Starts it unless it runs; where it could not be started, another time. */
  start(): void;
  /** Tells a listener that came later what there is to know. */
  catchUp(news: Pick<PlatformNews, 'address' | 'progress'>): void;
  stop(): Promise<void>;
}

export function ownPlatform(
  file: string,
  folder: string,
  version: string,
  news: Pick<PlatformNews, 'address' | 'progress'>,
): OwnPlatform {
  let running: EmbeddedPlatform | null = null;
  let stopping: Promise<void> = Promise.resolve();
  let address: PlatformAddress | null = null;
  let progress: Parameters<PlatformNews['progress']> | null = null;
  let leaving = false;

  function launch(): EmbeddedPlatform {
    const launched: EmbeddedPlatform = startEmbeddedPlatform(file, folder, version, {
      address(told) {
        if (running !== launched) return;
        address = told;
        progress = null;
        news.address(told);
      },
      progress(...told) {
        if (running !== launched) return;
        progress = told;
        news.progress(...told);
      },
      claimed() {
        // The vault that claimed the practice knows; the next one hears it from here.
        if (address?.ok === true) address = { ok: true, value: { ...address.value, setupCode: null } };
      },
    });
    return launched;
  }

  return {
    exists: () => existsSync(platformFolder(folder)),

    start() {
      if (leaving || (running !== null && address?.ok !== false)) return;
      const failed = running;
      running = null;
      address = null;
      // One that failed may still hold the database.
      stopping = (failed?.stop() ?? stopping).then(() => {
        if (!leaving) running ??= launch();
      });
    },

    catchUp(late) {
      if (progress !== null) late.progress(...progress);
      if (address !== null) late.address(address);
    },

    async stop() {
      leaving = true;
      await stopping;
      await running?.stop();
    },
  };
}
