/**
 * The test API: an emulator for tests, and WebSocket clients whose messages are awaited.
 *
 * @module
 */
export { anyConnectionId, anyRequestId, anyTimestamp } from './asymmetric.ts';
export type { Closed, Refusal, TestClient } from './client.ts';
export { connectTo, type HandshakeOptions } from './connect.ts';
export { ConversationError } from './failure.ts';
export type { MessageMatcher, ReceivedMessage } from './message.ts';
export type { Patience } from './patience.ts';
export type { AsymmetricMatcher } from './pattern.ts';
export { TestClock } from './test-clock.ts';
