/** The function's own console: what Lambda's runtime has to say is said there, and patches of the function hear it. */
export const functionConsole: Console = globalThis.console;
