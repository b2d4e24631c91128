/**
 * What tests, tour and bench find in their environment:
 * - WARDKEEPER_ELECTRON: path of the Electron executable to launch
 * - WARDKEEPER_NO_SANDBOX=1: launch it with --no-sandbox
 * @param {import('../setup/electron-runtime.mjs').Runtime} runtime
 * @param {import('../setup/stages.mjs').Log} log
 * @returns {NodeJS.ProcessEnv}
 */
export function runtimeEnvironment(runtime, log) {
  if (runtime.noSandbox) {
    log("  Chromium's sandbox does not start for the superuser: windows opened as root go without it.");
  }
  return {
    ...process.env,
    WARDKEEPER_ELECTRON: runtime.executable,
    ...(runtime.noSandbox ? { WARDKEEPER_NO_SANDBOX: '1' } : {}),
  };
}
