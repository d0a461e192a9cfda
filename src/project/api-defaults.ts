/** What an API has that its definition does not say. */
import type { Unmeasured } from './api-model.ts';

export const DEFAULT_PORT = 3001;
export const DEFAULT_STAGE = 'dev';
export const DEFAULT_ROUTE_SELECTION = '$request.body.action';
export const DEFAULT_API_KEY_SELECTION = '$request.header.x-api-key';

export const UNMEASURED: Unmeasured = {
  pingResetsIdleTimeout: true,
  droppedStatusCode: 1006,
  droppedReason: '',
  plainGetStatusCode: 426,
  connectWithoutStatusCode: 'accept',
  connectResponseHeaders: false,
  emptyReplyFrame: true,
  connectionIdFormat: 'long',
};
