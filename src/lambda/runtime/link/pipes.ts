/** The descriptors of an environment that is a process, behind those of the standard streams. */

/** The emulator writes them. */
export const INVOCATIONS = 3;
/** The environment writes them. */
export const MESSAGES = 4;
/** What the environment waits for: its settings first, then the certificate authority once it has asked. */
export const ANSWERS = 5;
export const PIPES = 3;
