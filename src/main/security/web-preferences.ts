import type { WebPreferences } from 'electron';

/**
 * The only page settings there are. Each is written out although most are Electron's defaults, so that a
 * changed default cannot change us. Numbers are those of Electron's security checklist.
 */
export function webPreferences(preload: string, partition: string): WebPreferences {
  return {
    preload,
    partition,
    nodeIntegration: false, // point 2
    nodeIntegrationInWorker: false, // point 2
    nodeIntegrationInSubFrames: false, // point 2
    contextIsolation: true, // point 3
    sandbox: true, // point 4
    webSecurity: true, // point 6
    allowRunningInsecureContent: false, // point 8
    experimentalFeatures: false, // point 9
    enableBlinkFeatures: '', // point 10
    webviewTag: false, // point 11
    // They show what a page holds, its memory included, to whoever sits at an unlocked desk.
    devTools: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    // A locked or covered window must not go on drawing what it held.
    backgroundThrottling: true,
    v8CacheOptions: 'code',
  };
}
