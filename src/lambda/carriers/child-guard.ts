/**
 * Ends environments' processes when the emulator cannot: it was killed, or left with `process.exit`. A process
 * that computes without end, or one that knows nothing of the emulator, would not notice. So a shell waits
 * beside them for the emulator's end of a pipe to close, and kills those that are left. One serves them all; it
 * is there while any of them is. POSIX only. Row `lambda.process-orphans`.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Reads `+pid` and `-pid`, one a line. */
const SCRIPT = `
pids=' '
while read -r line; do
  pid=\${line#?}
  case $line in
    +*) pids="$pids$pid " ;;
    -*) case $pids in *" $pid "*) pids="\${pids%%" $pid "*} \${pids#*" $pid "}" ;; esac ;;
  esac
done
for pid in $pids; do kill -9 "-$pid" 2>/dev/null; done
`;

const guarded = new Set<number>();
let shell: ChildProcess | undefined;

/**
 * Has the process group killed when the emulator is gone.
 * @param pid - of the group's leader.
 * @returns to be called when the group has ended, for its number may be another's then.
 */
export function guard(pid: number): () => void {
  guarded.add(pid);
  if (shell === undefined) startShell();
  else tell(`+${pid}`);
  return () => {
    guarded.delete(pid);
    tell(`-${pid}`);
    if (guarded.size > 0) return;
    shell?.stdin?.end();
    shell = undefined;
  };
}

function startShell(): void {
  // In a group of its own, so that what kills the emulator's group leaves it to do its work.
  const started = spawn('/bin/sh', ['-c', SCRIPT], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a guard, environments still notice themselves when they come to it.
  started.on('error', () => {});
  started.stdin.on('error', () => {});
  started.on('exit', () => {
    if (shell === started) shell = undefined;
  });
  started.unref();
  shell = started;
  for (const pid of guarded) tell(`+${pid}`);
}

function tell(line: string): void {
  shell?.stdin?.write(`${line}\n`);
}
