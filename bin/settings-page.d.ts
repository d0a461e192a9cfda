/** The page of settings, in Markdown. */
export function settingsPage(schema: object): string;
