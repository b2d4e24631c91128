import type { Server } from 'node:http';

/**
 * Has the end of a server wait for the requests that are under way, and for no connection without one: after `close`
 * Node itself waits for every connection, and its own time limits end none of them any more, so one that has sent
 * nothing, or half a head, would stay (tried with Node 20).
 */
export function requestsUnderWay(server: Server): { endWhenAnswered(): void } {
  let underWay = 0;
  let isEnding = false;
  const endIfAnswered = () => {
    if (isEnding && underWay === 0) server.closeAllConnections();
  };
  server.on('connection', (socket) => {
    if (isEnding) socket.destroy();
  });
  server.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      endIfAnswered();
    });
  });
  return {
    endWhenAnswered() {
      isEnding = true;
      endIfAnswered();
    },
  };
}
