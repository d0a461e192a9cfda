/** What happened, in order, for the messages of failures: what clients sent and received, and what handlers logged. Pure. */

/** One thing that happened. */
export interface TimelineEntry {
  /** Epoch milliseconds, by the emulator's clock where there is one. */
  readonly at: number;
  /** The client's name, or the function's. */
  readonly who: string;
  /** `→` was sent by the client, `←` received; nothing of either otherwise. */
  readonly mark: '→' | '←' | ' ';
  readonly text: string;
}

/** What fills a terminal's page or two; who needs more has the journal. */
const MAX_LINES = 60;
const MAX_TEXT = 500;

/** The conversation of one client, or of all clients of an emulator. */
export class Timeline {
  readonly #entries: TimelineEntry[] = [];
  readonly #unfinished = new Map<string, TimelineEntry>();

  add(entry: TimelineEntry): void {
    this.#entries.push(entry);
  }

  /** Something has begun: as long as it has not ended, this is told after everything else. */
  begin(key: string, entry: TimelineEntry): void {
    this.#unfinished.set(key, entry);
  }

  end(key: string): void {
    this.#unfinished.delete(key);
  }

  clear(): void {
    this.#entries.length = 0;
    this.#unfinished.clear();
  }

  /** A line for each thing that happened, with the time since the first. */
  format(): string {
    return formatTimeline([...this.#entries, ...this.#unfinished.values()]);
  }
}

export function formatTimeline(entries: readonly TimelineEntry[]): string {
  const [first] = entries;
  if (first === undefined) return '  nothing happened';
  const shown = entries.slice(-MAX_LINES);
  const times = shown.map(({ at }) => formatTime(at - first.at));
  const timeWidth = Math.max(...times.map(({ length }) => length));
  const whoWidth = Math.max(...shown.map(({ who }) => who.length));
  const lines = shown.flatMap(({ who, mark, text }, index) => {
    const start = `  ${(times[index] ?? '').padStart(timeWidth)}  ${who.padEnd(whoWidth)} ${mark} `;
    const [line = '', ...more] = shorten(text).split('\n');
    return [`${start}${line}`, ...more.map((other) => `${' '.repeat(start.length)}${other}`)];
  });
  const left = entries.length - shown.length;
  return [...(left > 0 ? [`  ${left} more before`] : []), ...lines].join('\n');
}

/** `12 ms`, `4.2 s`, `10 min 0.1 s` */
function formatTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = `${((milliseconds % 60_000) / 1000).toFixed(1)} s`;
  return minutes > 0 ? `${minutes} min ${seconds}` : seconds;
}

function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
}
