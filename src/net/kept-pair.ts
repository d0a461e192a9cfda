/** A private key and its certificate in a file that whoever comes first writes and everybody else finds. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { codeOf } from '../errors.ts';
import { besides, writeFirst } from './write-first.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Each attempt lost means that somebody else was faster at writing the file, or at taking it away. */
const MAX_ATTEMPTS = 5;

/** PEM, both. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
}

/**
 * The pair in this file, made and written first when there is none, when it is damaged, or when it is about to
 * expire. Of several emulators that do so at the same time, all get the same pair.
 */
export async function keptPair(file: string, make: () => Promise<Pair>): Promise<Pair> {
  let made: Pair | undefined;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const text = await readText(file);
    const kept = text === undefined ? undefined : parsePair(text);
    if (kept !== undefined) return kept;
    if (text !== undefined) await takeAway(file, text);
    made ??= await make();
    if (await writeFirst(file, `${made.key}\n${made.cert}`)) return made;
  }
  throw new Error(`${file} keeps being replaced`);
}

/** @returns undefined when there is no such file. */
async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

/** @returns undefined when the text is not a pair that is good for another day. */
function parsePair(text: string): Pair | undefined {
  const key = text.match(/-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/)?.[0];
  const cert = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/)?.[0];
  if (key === undefined || cert === undefined) return undefined;
  try {
    const parsed = new X509Certificate(cert);
    const expiresAt = new Date(parsed.validTo).getTime();
    return parsed.checkPrivateKey(createPrivateKey(key)) && expiresAt > Date.now() + DAY_MS
      ? { key, cert }
      : undefined;
  } catch {
    // It cannot be parsed: the file was damaged, or is not one of ours.
    return undefined;
  }
}

/** Takes away the file that says `text`, and no other that somebody may have put there meanwhile. */
async function takeAway(file: string, text: string): Promise<void> {
  const aside = besides(file);
  try {
    await rename(file, aside);
    const taken = await readText(aside);
    if (taken !== undefined && taken !== text) await writeFirst(file, taken);
    await rm(aside, { force: true });
  } catch (error) {
    // Somebody else took it away.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Replaces the file whole, unless it says so already. */
export async function keepText(file: string, text: string): Promise<void> {
  if ((await readText(file)) === text) return;
  const draft = besides(file);
  await writeFile(draft, text, { mode: 0o644 });
  await rename(draft, file);
}
