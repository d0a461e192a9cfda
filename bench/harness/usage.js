// What processes use, from /proc: CPU time, resident memory, threads. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

export const canMeasureUsage = process.platform === 'linux';

/** USER_HZ, which is 100 wherever Node runs. */
const TICKS_PER_SECOND = 100;
const PAGE_KB = 4;

/** CPU seconds, kB and threads of a process and all below it; what has ended counts with whoever waited for it. */
export function usageOf(pid) {
  const total = { cpu: 0, kB: 0, threads: 0 };
  for (const { cpu, kB, threads } of treeOf(pid)) {
    total.cpu += cpu;
    total.kB += kB;
    total.threads += threads;
  }
  return total;
}

/** CPU seconds that the whole machine has worked for somebody, those that another machine took included. */
export function machineCpu() {
  const [, user, nice, system, , , , , steal] = /^cpu +(.*)/
    .exec(read('/proc/stat'))[0]
    .split(/ +/)
    .map(Number);
  return (user + nice + system + steal) / TICKS_PER_SECOND;
}

function treeOf(root) {
  const children = new Map();
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat === undefined) continue;
    all.set(Number(name), stat);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)]);
  }
  const found = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    if (all.has(pid)) found.push(all.get(pid));
    waiting.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** proc_pid_stat(5); undefined when the process has ended meanwhile. */
function readStat(pid) {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name in parentheses may have spaces and parentheses of its own.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15);
  return {
    parent: fields[1],
    cpu: (user + system + childrenUser + childrenSystem) / TICKS_PER_SECOND,
    threads: fields[17],
    kB: fields[21] * PAGE_KB,
  };
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
