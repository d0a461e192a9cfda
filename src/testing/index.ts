/**
 * The test API: an emulator for tests, and WebSocket clients whose messages are awaited.
 *
 * @module
 */
export { anyConnectionId, anyRequestId, anyTimestamp } from './asymmetric.ts';
export type { Closed, Refusal, TestClient } from './client.ts';
export { connectTo, type HandshakeOptions } from './connect.ts';
export type { FactOf } from './fact-history.ts';
export { ConversationError } from './failure.ts';
export type { Invocation, LogLine } from './invocations.ts';
export type { MessageMatcher, ReceivedMessage } from './message.ts';
export type { Patience } from './patience.ts';
export type { AsymmetricMatcher } from './pattern.ts';
export { startEmulator } from './start-emulator.ts';
export type { TestTable } from './tables.ts';
export { TestClock } from './test-clock.ts';
export type { ConnectOptions, TestEmulator, TestOptions } from './test-emulator.ts';
