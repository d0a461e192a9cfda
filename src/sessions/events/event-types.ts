/** The events that API Gateway sends: those of routes, and that of a Lambda authorizer. */
export const EVENT_TYPES = ['connect', 'message', 'disconnect', 'authorizer'] as const;
export type EventType = (typeof EVENT_TYPES)[number];
