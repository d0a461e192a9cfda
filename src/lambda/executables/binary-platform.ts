/**
 * Which machine a program was built for: one for Linux on ARM, as it goes to AWS, does not run on every machine
 * that code is written on. Pure.
 */
import { arch, platform } from 'node:process';

const ELF_MACHINES: Readonly<Record<number, string>> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' };
const MACH_O_MACHINES: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };
const MACH_O = 0xfeedfacf;
/** Several programs in one file. */
const MACH_O_UNIVERSAL = 0xcafebabe;

export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/**
 * @param head - the file's first bytes.
 * @returns undefined when it runs on this machine, `unknown` when it is no program.
 */
export function foreignPlatform(head: Buffer, here: Machine = { platform, arch }): string | undefined {
  if (head.length < 20) return 'unknown';
  if (head.toString('latin1', 0, 4) === '\x7fELF') {
    const machine = ELF_MACHINES[head.readUInt16LE(18)] ?? 'another processor';
    return here.platform === 'linux' && here.arch === machine ? undefined : `Linux on ${machine}`;
  }
  if (head.readUInt32LE(0) === MACH_O) {
    const machine = MACH_O_MACHINES[head.readUInt32LE(4)] ?? 'another processor';
    // Those for x64 run on ARM too, translated.
    const runs = here.platform === 'darwin' && (here.arch === machine || machine === 'x64');
    return runs ? undefined : `macOS on ${machine}`;
  }
  if (head.readUInt32BE(0) === MACH_O_UNIVERSAL) return here.platform === 'darwin' ? undefined : 'macOS';
  if (head.toString('latin1', 0, 2) === 'MZ') return here.platform === 'win32' ? undefined : 'Windows';
  return 'unknown';
}
