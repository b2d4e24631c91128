import { endOnFault } from '../../../src/platform/end-on-fault';
import { logToStderr } from '../../../src/platform/log';

/** Meets an error that nobody catches. Argument: `thrown` or `rejected`. */
endOnFault(logToStderr);
const error = new RangeError('canary');
if (process.argv[2] === 'rejected') void Promise.reject(error);
else
  setImmediate(() => {
    throw error;
  });
setInterval(() => undefined, 1000);
