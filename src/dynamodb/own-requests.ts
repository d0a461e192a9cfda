/**
 * The requests that the emulator itself sends to the built-in engine, to make tables and to fill them: they name a
 * key that nobody else has, and faults pass them over. Row `fault.dynamodb-own`.
 */

/** For a client of the emulator's own; the engine looks at no secret. */
export const OWN_CREDENTIALS = {
  accessKeyId: 'EMULATORSOWNREQUESTS',
  secretAccessKey: 'emulator',
} as const;

/** @param authorization - header of the request. */
export function isOwnRequest(authorization: string | undefined): boolean {
  return authorization?.includes(`Credential=${OWN_CREDENTIALS.accessKeyId}/`) ?? false;
}
