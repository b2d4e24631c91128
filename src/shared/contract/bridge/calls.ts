import type { BridgeCall, BridgeNotice } from './call';
import { exportChart, exportPeople, exportProgress, exportTrail } from './export';
import { inspectFile } from './file';
import {
  claim,
  connectPlatform,
  gateChanged,
  lock,
  lockingSoon,
  lookAtGate,
  signIn,
  trustPlatform,
  tryPractice,
} from './gate';
import { listPeople, lookAtPerson, peopleChanged } from './people';
import { goOnline, whoAmI } from './session';
import {
  beginSecondFactor,
  changeSettings,
  confirmFactor,
  confirmPhrase,
  lookAtSettings,
  newPhrase,
  settingsChanged,
} from './settings';
import { lookAtSync, pauseSync, resumeSync, syncChanged } from './sync';
import { lookAtToday } from './today';
import {
  countRows,
  findPatients,
  histogram,
  listRows,
  lookAtEvent,
  openChanges,
  trailChanged,
} from './trail';
import { deleteView, listViews, renameView, saveView, viewsChanged } from './views';

/** Every call the window may make. What is not in this list does not exist. */
export const bridgeCalls = {
  'gate.look': lookAtGate,
  'gate.try': tryPractice,
  'gate.connect': connectPlatform,
  'gate.trust': trustPlatform,
  'gate.claim': claim,
  'gate.signIn': signIn,
  'gate.lock': lock,
  'session.whoAmI': whoAmI,
  'session.goOnline': goOnline,
  'sync.look': lookAtSync,
  'sync.pause': pauseSync,
  'sync.resume': resumeSync,
  'today.look': lookAtToday,
  'people.list': listPeople,
  'people.look': lookAtPerson,
  'patients.find': findPatients,
  'trail.rows': listRows,
  'trail.count': countRows,
  'trail.histogram': histogram,
  'trail.event': lookAtEvent,
  'trail.openChanges': openChanges,
  'export.trail': exportTrail,
  'export.people': exportPeople,
  'export.chart': exportChart,
  'views.list': listViews,
  'views.save': saveView,
  'views.rename': renameView,
  'views.delete': deleteView,
  'settings.look': lookAtSettings,
  'settings.change': changeSettings,
  'vaultKey.newPhrase': newPhrase,
  'vaultKey.confirmPhrase': confirmPhrase,
  'secondFactor.begin': beginSecondFactor,
  'secondFactor.confirm': confirmFactor,
  'file.inspect': inspectFile,
} as const satisfies Record<string, BridgeCall>;

/** Everything the vault may tell the window unasked. */
export const bridgeNotices = {
  'gate.changed': gateChanged,
  'gate.lockingSoon': lockingSoon,
  'sync.changed': syncChanged,
  'trail.changed': trailChanged,
  'people.changed': peopleChanged,
  'export.progress': exportProgress,
  'views.changed': viewsChanged,
  'settings.changed': settingsChanged,
} as const satisfies Record<string, BridgeNotice>;

export type BridgeCallName = keyof typeof bridgeCalls;
export type BridgeNoticeName = keyof typeof bridgeNotices;
