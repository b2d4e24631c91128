/**
 * What is burnt into the packaged binary (Electron's fuses). Every fuse is decided here; packaging is
 * strict, so a fuse that a new Electron brings breaks the build until somebody decides about it.
 */
export const fuses = {
  RunAsNode: false, // point 19
  EnableCookieEncryption: true, // point 19
  EnableNodeOptionsEnvironmentVariable: false, // point 19
  EnableNodeCliInspectArguments: false, // point 19
  EnableEmbeddedAsarIntegrityValidation: true, // point 19
  OnlyLoadAppFromAsar: true, // point 19
  LoadBrowserProcessSpecificV8Snapshot: false, // point 19
  GrantFileProtocolExtraPrivileges: false, // point 19
} as const;
